package dev.unroll.schedule;

/** Why generation ended. */
public enum StopReason {
  STOP_ID,
  MAX_STEPS
}
