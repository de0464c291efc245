package dev.unroll.plan.graph;

import dev.unroll.onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Tells by names and shapes that an output is the next value of a state. Only a cell that is
 * written out needs this: no node of its graph says what a state is. Both names must have a word
 * that is used for states, and the same words apart from those for before and after.
 */
final class StateNames {
  private static final Pattern SEPARATOR =
      Pattern.compile(
          "[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])");

  /** Words for before and after, which are left out. */
  private static final Set<String> TIMES =
      Set.of(
          "in",
          "out",
          "input",
          "output",
          "new",
          "next",
          "prev",
          "previous",
          "old",
          "init",
          "initial",
          "last",
          "final",
          "n",
          "0",
          "tensor",
          "t");

  private static final Set<String> STATES =
      Set.of(
          "h", "c", "hx", "cx", "hn", "cn", "state", "states", "hidden", "cell", "memory", "mem",
          "cache", "carry");

  private StateNames() {}

  /** Returns whether the output is the only one that may be the next value of the input. */
  static boolean arePair(
      ValueInfoProto input, ValueInfoProto output, List<ValueInfoProto> allOutputs) {
    var words = words(input.getName());
    boolean isState = words.stream().anyMatch(STATES::contains);
    return isState
        && fits(input, words, output)
        && allOutputs.stream().filter(other -> fits(input, words, other)).count() == 1;
  }

  private static boolean fits(ValueInfoProto input, Set<String> words, ValueInfoProto output) {
    return words(output.getName()).equals(words)
        && input.getType().getTensorType().getElemType()
            == output.getType().getTensorType().getElemType()
        && sizes(input).equals(sizes(output));
  }

  private static Set<String> words(String name) {
    var words = new TreeSet<String>();
    for (var word : SEPARATOR.split(name, -1)) {
      var plain = word.toLowerCase(Locale.ROOT);
      if (!plain.isEmpty() && !TIMES.contains(plain)) {
        words.add(plain.equals("hn") ? "h" : plain.equals("cn") ? "c" : plain);
      }
    }
    return words;
  }

  /** Returns the sizes, with the names of free ones. */
  private static List<String> sizes(ValueInfoProto value) {
    var sizes = new ArrayList<String>();
    for (var size : value.getType().getTensorType().getShape().getDimList()) {
      sizes.add(size.hasDimValue() ? Long.toString(size.getDimValue()) : "?");
    }
    return sizes;
  }
}
