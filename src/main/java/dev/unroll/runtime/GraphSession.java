package dev.unroll.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.unroll.core.LoadException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One loaded graph. Any number of threads may run it at the same time, each with its own {@link
 * Workspace}.
 *
 * <p>If the shapes of all outputs follow from the inputs (every dimension is fixed, or has the name
 * of an input's dimension), ONNX Runtime writes the outputs directly into the workspace. An
 * exporter's names are sometimes wrong. Then ONNX Runtime reports it, and from then on it allocates
 * this graph's outputs, which are copied once.
 *
 * <p>Every native handle of a call is closed when the call ends, also if it fails.
 */
public final class GraphSession implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ActiveRuns activeRuns;
  private final OutputBound outputBound;
  private final String name;
  private final List<Port> inputs;
  private final List<Port> outputs;

  /** Only ever set from true to false. A stale read costs one more failed call. */
  private volatile boolean trustsDimensionNames;

  private GraphSession(
      OrtEnvironment environment,
      OrtSession session,
      ActiveRuns activeRuns,
      OutputBound outputBound,
      String name,
      List<Port> inputs,
      List<Port> outputs) {
    this.environment = environment;
    this.session = session;
    this.activeRuns = activeRuns;
    this.outputBound = outputBound;
    this.name = name;
    this.inputs = inputs;
    this.outputs = outputs;
    // If an output is also an input, ONNX Runtime does not write it into a preallocated buffer.
    var names = inputs.stream().map(Port::name).toList();
    this.trustsDimensionNames = outputs.stream().noneMatch(port -> names.contains(port.name()));
  }

  static GraphSession of(
      OrtEnvironment environment,
      OrtSession session,
      ActiveRuns activeRuns,
      OutputBound outputBound,
      String name)
      throws LoadException, OrtException {
    try {
      var inputs = Port.all(name, session.getInputInfo());
      var outputs = Port.all(name, session.getOutputInfo());
      return new GraphSession(environment, session, activeRuns, outputBound, name, inputs, outputs);
    } catch (LoadException | OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Returns the name of the graph's file. */
  public String name() {
    return name;
  }

  public List<Port> inputs() {
    return inputs;
  }

  public List<Port> outputs() {
    return outputs;
  }

  /** Runs the graph once, without known sizes of its outputs. */
  List<Block> run(Workspace workspace, List<Block> blocks) throws GraphException {
    return run(workspace, blocks, Collections.nCopies(outputs.size(), new long[0]));
  }

  /**
   * Runs the graph once.
   *
   * @param blocks one for each of {@link #inputs}, in their order
   * @param sizes for each output, the sizes of its axes that the caller knows; 0 stands for an
   *     unknown size, and an empty array for an unknown shape
   * @return one for each of {@link #outputs}, in their order; valid until the workspace's next use
   * @throws GraphException if the graph fails on these inputs or needs too much memory for them,
   *     the run was ended, or the thread was interrupted
   */
  public List<Block> run(Workspace workspace, List<Block> blocks, List<long[]> sizes)
      throws GraphException {
    if (Thread.currentThread().isInterrupted()) {
      throw new GraphException(name + ": interrupted");
    }
    try (var run = activeRuns.begin()) {
      return run(run, workspace, blocks, sizes);
    } catch (OrtException e) {
      throw OrtReason.isOfMemory(e)
          ? GraphException.ofMemory(
              name + ": this input needs more memory than there is: " + OrtReason.of(e), e)
          : new GraphException(name + ": " + OrtReason.of(e), e);
    }
  }

  private List<Block> run(
      ActiveRuns.Run run, Workspace workspace, List<Block> blocks, List<long[]> sizes)
      throws GraphException, OrtException {
    var feeds = new LinkedHashMap<String, OnnxTensor>();
    try {
      for (int place = 0; place < inputs.size(); place++) {
        feeds.put(inputs.get(place).name(), tensor(blocks.get(place)));
      }
      var expected = trustsDimensionNames ? expectedOutputs(workspace, blocks, sizes) : null;
      return expected == null ? runAndCopy(run, feeds) : runInto(run, expected, feeds);
    } catch (OrtException e) {
      if (run.isTerminated()) {
        throw GraphException.terminated(name, e);
      }
      throw e;
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Block block) throws OrtException {
    return switch (block.type()) {
      case FLOAT32 -> OnnxTensor.createTensor(environment, block.floats(), block.shape());
      case FLOAT16 -> shorts(block, OnnxJavaType.FLOAT16);
      case FLOAT64 -> OnnxTensor.createTensor(environment, block.doubles(), block.shape());
      case INT64 -> OnnxTensor.createTensor(environment, block.longs(), block.shape());
      case INT32 -> OnnxTensor.createTensor(environment, block.ints(), block.shape());
      case INT16 -> shorts(block, OnnxJavaType.INT16);
      case INT8 -> bytes(block, OnnxJavaType.INT8);
      case UINT8 -> bytes(block, OnnxJavaType.UINT8);
      case BOOL -> bytes(block, OnnxJavaType.BOOL);
    };
  }

  private OnnxTensor shorts(Block block, OnnxJavaType type) throws OrtException {
    return OnnxTensor.createTensor(environment, block.shorts(), block.shape(), type);
  }

  private OnnxTensor bytes(Block block, OnnxJavaType type) throws OrtException {
    return OnnxTensor.createTensor(environment, block.bytes(), block.shape(), type);
  }

  private List<Block> runInto(
      ActiveRuns.Run run, List<Block> expected, Map<String, OnnxTensor> feeds)
      throws GraphException, OrtException {
    var pinned = new LinkedHashMap<String, OnnxTensor>();
    try {
      for (int place = 0; place < outputs.size(); place++) {
        pinned.put(outputs.get(place).name(), tensor(expected.get(place)));
      }
      session.run(feeds, Set.of(), pinned, run.options()).close();
      return expected;
    } catch (OrtException pinnedFailure) {
      if (run.isTerminated() || OrtReason.isOfMemory(pinnedFailure)) {
        throw pinnedFailure;
      }
      // The dimension names or the inputs are wrong; a run without preallocation shows which.
      var copies = runAndCopy(run, feeds);
      trustsDimensionNames = false;
      return copies;
    } finally {
      pinned.values().forEach(OnnxTensor::close);
    }
  }

  private List<Block> runAndCopy(ActiveRuns.Run run, Map<String, OnnxTensor> feeds)
      throws GraphException, OrtException {
    try (var result = session.run(feeds, run.options())) {
      checkSizes(result);
      var blocks = new ArrayList<Block>();
      for (var port : outputs) {
        blocks.add(copy(port, result.get(port.name()).orElseThrow()));
      }
      return blocks;
    }
  }

  private void checkSizes(OrtSession.Result result) throws GraphException {
    double bytes = 0;
    for (var port : outputs) {
      var tensor = (OnnxTensor) result.get(port.name()).orElseThrow();
      bytes += outputBound.check(name, port, tensor.getInfo().getShape(), bytes);
    }
  }

  private static Block copy(Port port, OnnxValue value) {
    var tensor = (OnnxTensor) value;
    var shape = tensor.getInfo().getShape();
    return switch (port.type()) {
      case FLOAT32 -> new Block(port.type(), shape, tensor.getFloatBuffer());
      case FLOAT16, INT16 -> new Block(port.type(), shape, tensor.getShortBuffer());
      case FLOAT64 -> new Block(port.type(), shape, tensor.getDoubleBuffer());
      case INT64 -> new Block(port.type(), shape, tensor.getLongBuffer());
      case INT32 -> new Block(port.type(), shape, tensor.getIntBuffer());
      case INT8, UINT8, BOOL -> new Block(port.type(), shape, tensor.getByteBuffer());
    };
  }

  /** Returns a block for each output, or null if a size does not follow from the inputs. */
  private @Nullable List<Block> expectedOutputs(
      Workspace workspace, List<Block> blocks, List<long[]> known) {
    var sizes = new HashMap<String, Long>();
    for (int place = 0; place < inputs.size(); place++) {
      var dimensions = inputs.get(place).dimensions();
      for (int axis = 0; axis < dimensions.size(); axis++) {
        sizes.put(dimensions.get(axis).name(), blocks.get(place).shape()[axis]);
      }
    }
    var expected = new ArrayList<Block>();
    for (int place = 0; place < outputs.size(); place++) {
      var port = outputs.get(place);
      var shape = new long[port.rank()];
      for (int axis = 0; axis < shape.length; axis++) {
        var dimension = port.dimensions().get(axis);
        long knownSize = axis < known.get(place).length ? known.get(place)[axis] : 0;
        var size = knownSize > 0 ? Long.valueOf(knownSize) : size(dimension, sizes);
        if (size == null) {
          return null;
        }
        shape[axis] = size;
      }
      expected.add(workspace.output(place, port.type(), shape));
    }
    return expected;
  }

  /** Returns a dimension's size by the inputs' dimension names; null if it is unknown. */
  private static @Nullable Long size(Dimension dimension, Map<String, Long> sizes) {
    if (!dimension.isFree()) {
      return dimension.size();
    }
    return dimension.name().isEmpty() ? null : sizes.get(dimension.name());
  }

  /** Frees the graph. No call may be running. */
  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(name + " cannot be closed", e);
    }
  }
}
