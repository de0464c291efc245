package dev.unroll.baseline.table;

import java.util.Map;

/**
 * What the load generator saw of one server in one round.
 *
 * @param server its name in the table
 * @param load how it was loaded, as a person would say it
 * @param callsPerSecond answered; of streams, steps
 * @param tokensPerSecond generated; 0 of models that do not
 * @param p50Seconds latency from when a call was due
 * @param p99Seconds the same
 * @param shortP99Seconds of the shortest inputs alone; NaN where all are of one length
 * @param refusalP99Seconds of the calls that were refused; NaN where none was
 * @param cpuSecondsPerCall of the server's process
 * @param cpuShares of the server's threads, by what they are for
 * @param failed calls that ended in anything but an answer
 */
record Measurement(
    String workload,
    String server,
    String load,
    double callsPerSecond,
    double tokensPerSecond,
    double p50Seconds,
    double p99Seconds,
    double shortP99Seconds,
    double refusalP99Seconds,
    double cpuSecondsPerCall,
    Map<ThreadCpu.Duty, Double> cpuShares,
    long failed) {}
