package dev.unroll.config;

/**
 * A value that somebody wrote somewhere.
 *
 * @param place "flag --port", "environment variable UNROLL_PORT", "server.yaml: key 'port'"
 * @param value as it stands there
 */
record Written(String place, String value) {}
