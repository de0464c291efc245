package dev.unroll.runtime;

/** The device that sessions run on. */
public sealed interface Device {
  /** Returns "cpu" or "cuda:N". */
  String label();

  /**
   * Returns how many lanes keep the device busy.
   *
   * @param cores the number of the processor's cores
   */
  int lanes(int cores);

  /** The processor. Each call of a session runs on one thread. */
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

    /** Returns two lanes: one slice is computed while the next is gathered. */
    @Override
    public int lanes(int cores) {
      return 2;
    }
  }
}
