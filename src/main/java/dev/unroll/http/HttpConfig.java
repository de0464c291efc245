package dev.unroll.http;

/**
 * Where a server listens.
 *
 * @param name begins the names of its threads
 * @param host an address of this machine
 * @param port 0 means a free one
 */
public record HttpConfig(String name, String host, int port, HttpLimits limits) {}
