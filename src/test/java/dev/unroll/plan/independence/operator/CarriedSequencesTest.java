package dev.unroll.plan.independence.operator;

import static dev.unroll.onnx.SmallGraph.BOOL;
import static dev.unroll.onnx.SmallGraph.graph;
import static dev.unroll.onnx.SmallGraph.number;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.independence.OperatorCase;
import dev.unroll.plan.independence.SequenceLengthCases;
import dev.unroll.plan.independence.SequenceLoopCases;
import org.junit.jupiter.api.Test;

/** How long lists are that loops make: what stands for steps has to be as many. */
class CarriedSequencesTest {
  private static final int STEPS_AXIS = 1;

  /** The axis of steps of what is stacked along axis 1; -1: it has none. */
  private static int timeAxis(OperatorCase one) {
    return SequenceLoopCases.stacked(one).analysis().output("y").timeAxis();
  }

  private static OperatorCase over(SmallGraph body) {
    return SequenceLoopCases.over("Loop", "a list", 1, SequenceLoopCases.always(body));
  }

  @Test
  void listOfAnElementATurn_hasTheSteps() {
    assertEquals(STEPS_AXIS, timeAxis(over(SequenceLoopCases.appending())));
  }

  @Test
  void listOfTwoElementsATurn_hasNot() {
    var body = SequenceLoopCases.body().node("Gather", "x,turn", "h", number("axis", 1));
    body.node("SequenceInsert", "s,h", "more").node("SequenceInsert", "more,h", "r");
    assertEquals(-1, timeAxis(over(body)));
  }

  @Test
  void listOfAnElementInSomeTurns_hasNot() {
    var odd = new SmallGraph().node("Gather", "x,turn", "h", number("axis", 1));
    odd.node("Mod", "turn,two", "rest").node("Cast", "rest", "decides", number("to", BOOL));
    assertEquals(-1, timeAxis(over(SequenceLengthCases.only(odd)).integer("two", 2)));
  }

  @Test
  void listThatBeginsWithAnElement_hasOneMore() {
    var one = OperatorCase.of("Loop", "a list that begins with an element").x("b t 4");
    one.node("SplitToSequence", "x", "steps", number("axis", 1), number("keepdims", 0));
    one.integer("first", 0).node("SequenceAt", "steps,first", "h0");
    one.node("SequenceConstruct", "h0", "start").node("SequenceLength", "steps", "n");
    one.bytes("p", BOOL, 0, 0, (byte) 1);
    var body = SequenceLoopCases.always(SequenceLoopCases.appending());
    one.node("Loop", "n,p,start", "list", graph("body", body));
    assertEquals(-1, timeAxis(one));
  }

  @Test
  void listOfAListsElements_isAsLongAsThat() {
    var one = over(SequenceLoopCases.appending()).node("SequenceLength", "list", "count");
    var body = SequenceLoopCases.body().node("SequenceAt", "list,turn", "h");
    body.node("SequenceInsert", "s,h,first", "r");
    one.node("Loop", "count,p,none", "again", graph("body", SequenceLoopCases.always(body)));
    one.node("ConcatFromSequence", "again", "y", number("axis", 1), number("new_axis", 1));
    assertEquals(STEPS_AXIS, one.out("y").analysis().output("y").timeAxis());
  }

  @Test
  void sequenceTakenForATensor_isNotUnderstood() {
    var one = OperatorCase.of("Softmax", "of a sequence").x("b t 4");
    one.node("SequenceConstruct", "x,x", "q").y("q");
    assertEquals(
        "a Softmax takes a sequence of tensors", one.analysis().output("y").rowsObstacle());
  }

  @Test
  void sequenceAsAnAnswer_isNotUnderstood() {
    var one = OperatorCase.of("SequenceConstruct", "as an answer").x("b t 4").y("x,x");
    assertEquals("output 'y' is a sequence of tensors", one.analysis().output("y").rowsObstacle());
  }

  @Test
  void listsExchangedInEachTurn_areNotWhatEachWouldBe() {
    var body = SequenceLoopCases.body().untypedInput("other").untypedOutput("s2");
    body.node("Identity", "s", "s2");
    body.node("Gather", "x,turn", "h", number("axis", 1)).node("SequenceInsert", "other,h", "r");
    var one = over(SequenceLoopCases.appending());
    body = SequenceLoopCases.always(body);
    one.node("Loop", "n,p,none,list", "one,two", graph("body", body));
    one.node("ConcatFromSequence", "one", "y", number("axis", 1), number("new_axis", 1));
    assertEquals(-1, one.out("y").analysis().output("y").timeAxis());
  }
}
