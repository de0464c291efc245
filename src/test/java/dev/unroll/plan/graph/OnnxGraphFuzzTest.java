package dev.unroll.plan.graph;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.unroll.core.LoadException;
import dev.unroll.plan.Damage;
import dev.unroll.plan.ProofBudget;
import dev.unroll.plan.StageFacts;
import dev.unroll.plan.graph.rewrite.EmptyGuards;
import dev.unroll.plan.independence.GraphAnalysis;
import dev.unroll.plan.independence.InputFacts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Files that somebody damaged: each is understood or refused, and none takes the server along. */
class OnnxGraphFuzzTest {
  private static final int FILES = 100_000;
  private static final long MOST_BYTES = 1L << 30;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final AtomicInteger round = new AtomicInteger();
  private final long seed = System.nanoTime();
  private int refused;
  private int cut;
  private long mostBytes;

  @Test
  void damagedFiles_areCutOrRefused() {
    assertTimeoutPreemptively(
        PATIENCE, this::damageAll, () -> "seed " + seed + " hangs, or is slow, in round " + round);
    System.out.println(
        FILES
            + " damaged files: "
            + refused
            + " refused, "
            + cut
            + " cut, the hungriest took "
            + (mostBytes >> 20)
            + " MiB, seed "
            + seed);
    // All of it happens, or the damage is not what it should be.
    assertTrue(refused > FILES / 10 && refused < FILES * 2 / 3, "refused " + refused);
    assertTrue(cut > FILES / 10, "cut " + cut);
    assertTrue(mostBytes < MOST_BYTES, "one file took " + mostBytes + " bytes");
  }

  private void damageAll() throws IOException {
    var random = new Random(seed);
    var damages = new ArrayList<Damage>();
    for (var file : zoo()) {
      damages.add(new Damage(random, Files.readAllBytes(file)));
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (; round.get() < FILES; round.incrementAndGet()) {
      var damaged = damages.get(random.nextInt(damages.size())).next();
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        ask(OnnxGraph.read("damaged.onnx", damaged));
      } catch (LoadException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        fail("seed " + seed + ", round " + round, e);
      }
      mostBytes = Math.max(mostBytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
  }

  private static List<Path> zoo() throws IOException {
    try (var files = Files.walk(Path.of("src/test/resources/zoo"))) {
      return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
  }

  private void ask(OnnxGraph graph) {
    for (var name : graph.inputs()) {
      assertNotNull(graph.vocabularySize(name));
      assertNotNull(graph.lastOperator(name));
      assertNotNull(Boolean.valueOf(graph.isSequenceLengths(name)));
    }
    for (var name : List.of("output", "hn", "y", "logits", "")) {
      assertNotNull(graph.lastOperator(name));
    }
    assertNotNull(ProofBudget.of(graph));
    assertNotNull(EmptyGuards.of(graph.model()));
    var states = graph.states();
    var facts = new HashMap<String, InputFacts>();
    for (var name : graph.inputs()) {
      var role = states.containsKey(name) ? InputFacts.Role.STATE : InputFacts.Role.DATA;
      facts.put(name, new InputFacts(round.get() % 2, 1 - round.get() % 2, role));
    }
    var nodes = new RecurrentNodes(graph, GraphAnalysis.of(graph.model(), facts, false));
    var cutter = new GraphCutter(graph, nodes);
    if (nodes.obstacle().isEmpty()) {
      var causal = cutter.causal(states, round.get() % 2 == 0);
      assertTrue(causal.model().toByteArray().length > 0);
      assertNotNull(StageFacts.of(causal, List.of()));
      // What does not run in reverse can be cut at its nodes too: the planner tries both.
      for (var pieces : cutter.staged().stream().toList()) {
        pieces.forEach(subgraph -> assertTrue(subgraph.model().toByteArray().length > 0));
        pieces.forEach(subgraph -> assertNotNull(StageFacts.of(subgraph, pieces)));
        cut++;
      }
    }
  }
}
