package dev.unroll.runtime;

/** What sessions really run on. */
public sealed interface Device {
  /** "cpu" or "cuda:N". */
  String label();

  /** The processor's cores, one thread a session's call. */
  record Cpu() implements Device {
    @Override
    public String label() {
      return "cpu";
    }
  }

  /** An NVIDIA GPU by its number. */
  record Cuda(int index) implements Device {
    @Override
    public String label() {
      return "cuda:" + index;
    }
  }
}
