package dev.unroll.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of the size that matters; the graphs are sparse files, which take no room. */
class LoadMemoryTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path version;

  /** What the reader will find; written and read under the reader's lock or before it begins. */
  private volatile MemoryState state = new MemoryState(512 * MIB, 112 * MIB, 128 * MIB, 0);

  private final LoadMemory memory = new LoadMemory(() -> state);

  @BeforeEach
  void anEmptyFolderTakesNothing() throws Exception {
    assertEquals(0, memory.reserve(version));
  }

  @Test
  void reserve_whatSurelyDoesNotFit_namesNeedAndLimit() throws Exception {
    file("encoder.onnx", 101 * MIB);
    file("decoder.onnx", 100 * MIB);
    var refused = assertThrows(LoadException.class, () -> memory.reserve(version));
    assertEquals(
        "loading it takes at least 402 MiB of memory (its graphs have 201 MiB), but the limit is"
            + " 512 MiB, of which 112 MiB are in use; raise the memory limit, or serve fewer models",
        refused.reason());
    assertTrue(refused.isPassing(), "another model may leave");
  }

  @Test
  void reserve_whatMayJustFit_isLetIn() throws Exception {
    file("encoder.onnx", 100 * MIB);
    file("decoder.onnx", 100 * MIB);
    assertEquals(400 * MIB, memory.reserve(version));
  }

  @Test
  void reserve_weightsBesideTheGraph_count() throws Exception {
    file("model.onnx", MIB);
    file("model.onnx.data", 200 * MIB);
    assertThrows(LoadException.class, () -> memory.reserve(version));
  }

  @Test
  void reserve_filesThatAreNotTheGraphs_doNotCount() throws Exception {
    file("model.onnx", MIB);
    file("training-data.zip", 100_000 * MIB);
    assertEquals(2 * MIB, memory.reserve(version));
  }

  @Test
  void reserve_graphLargerThanTheHeap_isRefusedForGood() throws Exception {
    file("model.onnx", 129 * MIB);
    var refused = assertThrows(LoadException.class, () -> memory.reserve(version));
    assertTrue(refused.reason().contains("has 129 MiB"), refused.reason());
    assertTrue(refused.reason().contains("heap, which may grow to 128 MiB"), refused.reason());
    assertFalse(refused.isPassing(), "a heap does not grow");
  }

  @Test
  void reserve_heapThatMayGrowIntoIt_isNotRefused() throws Exception {
    state = new MemoryState(512 * MIB, 112 * MIB, 128 * MIB, 100 * MIB);
    file("model.onnx", 100 * MIB);
    file("model.onnx.data", 100 * MIB);
    assertEquals(400 * MIB, memory.reserve(version));
  }

  @Test
  void reserve_besideALoadThatLeavesNoRoom_waitsForItsEnd() throws Exception {
    file("model.onnx", 120 * MIB);
    long first = memory.reserve(version);
    var began = new CountDownLatch(1);
    var second =
        new FutureTask<>(() -> {
          began.countDown();
          return memory.reserve(version);
        });
    var loader = new Thread(second);
    loader.start();
    began.await();
    // It cannot be seen to wait; but were it let in, or refused, it would be done by now and then.
    assertFalse(second.isDone());
    memory.release(first);
    assertEquals(first, second.get());
    loader.join();
  }

  @Test
  void reserve_interruptedWhileItWaits_ends() throws Exception {
    file("model.onnx", 120 * MIB);
    memory.reserve(version);
    Thread.currentThread().interrupt();
    var ended = assertThrows(LoadException.class, () -> memory.reserve(version));
    assertTrue(Thread.interrupted());
    assertTrue(ended.reason().contains("interrupted"), ended.reason());
  }

  @Test
  void now_onThisMachine_isPlausible() {
    var now = MemoryState.now();
    assertTrue(now.limitBytes() > now.heldBytes(), now::toString);
    assertTrue(now.heldBytes() > MIB, now::toString);
    assertEquals(Runtime.getRuntime().maxMemory(), now.heapLimitBytes());
  }

  private void file(String name, long bytes) throws IOException {
    try (var file = new RandomAccessFile(version.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
  }
}
