package dev.unroll.plan.independence;

import static dev.unroll.plan.independence.Operators.group;

import dev.unroll.plan.independence.Operators.Group;
import dev.unroll.plan.independence.operator.Constants;
import dev.unroll.plan.independence.operator.Gathers;
import dev.unroll.plan.independence.operator.Rearrangements;
import dev.unroll.plan.independence.operator.Scatters;
import dev.unroll.plan.independence.operator.Selections;
import dev.unroll.plan.independence.operator.Shapes;
import java.util.List;

/** The operators of {@link Operators} that move elements about, or make shapes and constants. */
final class MovingOperators {
  private MovingOperators() {}

  static List<Group> groups() {
    return List.of(
        group("axes in another order", "Moves them.", Rearrangements::transpose, "Transpose", ""),
        group("axes of size 1 more", "Adds them.", Rearrangements::unsqueeze, "Unsqueeze", ""),
        group(
            "axes of size 1 less",
            "Removes them. Not granted without its axes, since one row has size 1.",
            Rearrangements::squeeze,
            "Squeeze",
            ""),
        group(
            "another shape",
            "Joins and splits axes; granted where rows and steps stay whole, and for rows where"
                + " these lie"
                + " outermost before and after.",
            Rearrangements::reshape,
            "Reshape",
            ""),
        group("two axes", "Joins axes.", Rearrangements::flatten, "Flatten", ""),
        group(
            "side by side",
            "Works over the axis that grows.",
            Rearrangements::concat,
            "Concat",
            ""),
        group("parts", "Works over the axis that is split.", Rearrangements::split, "Split", ""),
        group(
            "a section",
            "Works over the axes that it cuts. The last step alone comes from the last slice.",
            Selections::slice,
            "Slice",
            ""),
        group(
            "each row's steps in reverse",
            "Works over the axis that it reverses.",
            Selections::reverseSequence,
            "ReverseSequence",
            ""),
        group(
            "places by an index",
            "Works over the axis that it picks from, except where rows are sorted and put back."
                + " The last step alone comes from the last slice.",
            Gathers::gather,
            "Gather",
            ""),
        group(
            "places by an index each",
            "Works over the axis that it picks from. The last step alone comes from the last"
                + " slice.",
            Gathers::gatherElements,
            "GatherElements",
            ""),
        group(
            "places by several indices",
            "Works over the axes that it picks from, except where each row picks its own position.",
            Gathers::gatherNd,
            "GatherND",
            ""),
        group(
            "places written",
            "Works over the axis that it writes to.",
            Scatters::elements,
            "ScatterElements",
            ""),
        group(
            "places written by several indices",
            "Works over the axes that it writes to. Rows stay independent where each writes to"
                + " its own position.",
            Scatters::several,
            "ScatterND",
            ""),
        group("sizes", "Follows the numbers.", Shapes::shape, "Shape", ""),
        group("a size", "Follows the number.", Shapes::size, "Size", ""),
        group(
            "one number everywhere",
            "The same for all.",
            Shapes::constantOfShape,
            "ConstantOfShape",
            ""),
        group("the same again along an axis", "The same for all.", Shapes::expand, "Expand", ""),
        group("repeated", "Works over the axes that it repeats.", Shapes::tile, "Tile", ""),
        group(
            "places counted",
            "Not granted over rows or steps: a position is not content.",
            Shapes::range,
            "Range",
            ""),
        group("zeros around", "Works over the axes that grow.", Shapes::pad, "Pad", ""),
        group("one of many", "Adds an axis.", Shapes::oneHot, "OneHot", ""),
        group(
            "a triangle of a matrix",
            "Works over the last two axes.",
            Shapes::triangle,
            "Trilu",
            ""),
        group("a diagonal", "The same for all where its size is.", Shapes::eye, "EyeLike", ""),
        group("a constant", "The same for all.", Constants::node, "Constant", ""));
  }
}
