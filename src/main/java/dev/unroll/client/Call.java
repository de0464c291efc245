package dev.unroll.client;

import org.jspecify.annotations.Nullable;

/**
 * A call as the user has requested it.
 *
 * @param model the model's name
 * @param version the version that must answer; 0 for the served one
 * @param rpc the RPC; null for the one of the model's task
 * @param input the input
 * @param settings all other options
 */
public record Call(
    String model, long version, @Nullable Rpc rpc, GivenInput input, CallSettings settings) {}
