package dev.unroll.schedule.decode;

/** Why generation ended. */
public enum StopReason {
  STOP_ID,
  MAX_STEPS
}
