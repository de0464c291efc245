package dev.unroll.config;

import dev.unroll.core.LoadException;
import java.nio.file.Path;
import java.util.Map;

/** Reads a file of settings; an interface so that the precedence can be tested without files. */
@FunctionalInterface
interface ConfigFile {
  /** The keys and values of the file as they stand there, unchecked. */
  Map<?, ?> read(Path file) throws LoadException;
}
