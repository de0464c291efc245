package dev.unroll.bench.load;

import dev.unroll.client.Rpc;
import dev.unroll.client.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a server, and for how long.
 *
 * @param target the server
 * @param model the model's name
 * @param rpc which call, or null: the one that suits the model's task
 * @param load when calls are sent
 * @param lengths how long sequences are, as written; null for what suits the model
 * @param inputFile what to send instead of random input; null for random input
 * @param maxSteps at most this many steps of generated output; null for the model's own limit
 * @param startId the id that starts generated output; null for the model's own
 * @param warmUp load that is not counted, before that which is
 * @param duration how long is counted
 * @param deadline how long a call may take; zero is for ever
 * @param connections HTTP/2 connections, at least 1
 * @param opsPort the server's port for operations; null where its CPU time is not asked for
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
