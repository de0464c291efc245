package dev.unroll.client;

import org.jspecify.annotations.Nullable;

/**
 * What the caller asked for.
 *
 * @param model its name
 * @param version the version that must answer; 0 for whichever is served
 * @param rpc which call, or null: the one that suits the model's task
 * @param input what goes in
 * @param settings everything else
 */
public record Call(
    String model, long version, @Nullable Rpc rpc, GivenInput input, CallSettings settings) {}
