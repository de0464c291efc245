package dev.unroll;

/** The front door. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.err.println("building");
  }
}
