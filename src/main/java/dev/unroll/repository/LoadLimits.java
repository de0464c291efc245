package dev.unroll.repository;

import java.time.Duration;

/**
 * The limits of loading.
 *
 * @param threads how many models are loaded at the same time
 * @param timeout how long loading a version may take
 * @param run how long a run of a graph on random input may take meanwhile
 */
public record LoadLimits(int threads, Duration timeout, Duration run) {}
