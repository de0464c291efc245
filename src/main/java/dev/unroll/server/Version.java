package dev.unroll.server;

/** The version of the server, from the jar's manifest. */
public final class Version {
  private Version() {}

  public static String text() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(built in place)" : version;
  }
}
