package dev.unroll.core;

/**
 * One version of one model: {@code name/version}.
 *
 * @param name the folder's name in the model repository
 * @param version a positive integer
 */
public record ModelKey(String name, long version) {
  public ModelKey {
    if (name.isEmpty() || version < 1) {
      throw new IllegalArgumentException(
          "a model has a name and a positive version, not '" + name + "' and " + version);
    }
  }

  @Override
  public String toString() {
    return name + "/" + version;
  }
}
