package dev.unroll.runtime;

/**
 * One dimension of a port: a fixed size, or a free size that may have a name. Equal names in one
 * graph mean equal sizes, unless the exporter's names are wrong.
 *
 * @param size the size, or -1 if it is free
 * @param name the name of a free dimension, or empty
 */
public record Dimension(long size, String name) {
  public boolean isFree() {
    return size < 0;
  }

  @Override
  public String toString() {
    return isFree() ? (name.isEmpty() ? "?" : name) : Long.toString(size);
  }
}
