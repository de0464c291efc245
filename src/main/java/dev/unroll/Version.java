package dev.unroll;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; the jar's manifest knows. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"unroll " + text()};
  }

  static String text() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(built in place)" : version;
  }
}
