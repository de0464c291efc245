package dev.unroll.bench.load;

import dev.unroll.client.Rpc;
import dev.unroll.client.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The load on a server, and how long it runs.
 *
 * @param target the server
 * @param model the model's name
 * @param rpc the RPC; null for the one of the model's task
 * @param load when calls are sent
 * @param lengths the lengths of sequences as written; null for the model's default
 * @param inputFile the file to send; null for random input
 * @param maxSteps the largest number of generated steps; null for the model's own limit
 * @param startId the id that starts generated output; null for the model's own
 * @param warmUp how long the load runs before the measurement
 * @param duration how long the measurement runs
 * @param deadline how long a call may take; zero means without limit
 * @param connections the number of HTTP/2 connections, at least 1
 * @param opsPort the server's port for operations; null to skip its CPU time
 * @param seed equal seeds give equal lengths, inputs and gaps
 */
public record Workload(
    Target target,
    String model,
    @Nullable Rpc rpc,
    Load load,
    @Nullable String lengths,
    @Nullable String inputFile,
    @Nullable Integer maxSteps,
    @Nullable Long startId,
    Duration warmUp,
    Duration duration,
    Duration deadline,
    int connections,
    @Nullable Integer opsPort,
    long seed) {}
