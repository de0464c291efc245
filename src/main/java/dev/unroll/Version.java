package dev.unroll;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; the jar's manifest knows. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    var version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"unroll " + (version == null ? "(built in place)" : version)};
  }
}
