package dev.unroll.runtime;

/** What sessions really run on. */
public sealed interface Device {
  /** "cpu" or "cuda:N". */
  String label();

  /**
   * How many threads keep it busy with slices.
   *
   * @param cores of the processor
   */
  int lanes(int cores);

  /** The processor's cores, one thread a session's call. */
  record Cpu() implements Device {
    @Override
    public String label() {
      return "cpu";
    }

    @Override
    public int lanes(int cores) {
      return cores;
    }
  }

  /** An NVIDIA GPU by its number. */
  record Cuda(int index) implements Device {
    @Override
    public String label() {
      return "cuda:" + index;
    }

    /** One slice is computed while the next is gathered. */
    @Override
    public int lanes(int cores) {
      return 2;
    }
  }
}
