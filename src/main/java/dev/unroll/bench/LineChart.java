package dev.unroll.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lines over two axes, as SVG. Colours come from the page's style: series are of the classes {@code
 * c1}, {@code c2} and so on.
 */
record LineChart(int width, int height, Scale x, Scale y, List<Series> series) {
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 10;
  private static final int BOTTOM = 26;
  private static final int MOST_DOTS = 150;

  /** A line. */
  record Series(String name, int colour, List<Point> points) {
    Series {
      points = List.copyOf(points);
    }
  }

  /** Where a line goes through; what it is, for who points at it. */
  record Point(double x, double y, String words) {}

  LineChart {
    series = List.copyOf(series);
  }

  /** A figure: the lines' names, then the drawing. */
  String figure(String title, String explanation) {
    return "<figure><figcaption><h2>"
        + Html.escaped(title)
        + "</h2><p>"
        + Html.escaped(explanation)
        + "</p>"
        + legend()
        + "</figcaption>"
        + svg(title)
        + "</figure>\n";
  }

  private String legend() {
    return series.stream()
        .map(line ->
            "<span class=\"c" + line.colour() + "\">" + Html.escaped(line.name()) + "</span>")
        .collect(Collectors.joining("", "<div class=\"legend\">", "</div>"));
  }

  private String svg(String title) {
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            width,
            height,
            Html.escaped(title)));
    y.marks().forEach(mark -> horizontal(mark, svg));
    x.marks().forEach(mark -> vertical(mark, svg));
    series.forEach(line -> line(line, svg));
    return svg.append("</svg>").toString();
  }

  private void horizontal(Scale.Mark mark, StringBuilder svg) {
    double at = down(mark.value());
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" class=\"y\">%s</text>",
            LEFT,
            at,
            width - RIGHT,
            LEFT - 8,
            at + 4,
            Html.escaped(mark.label())));
  }

  private void vertical(Scale.Mark mark, StringBuilder svg) {
    double at = across(mark.value());
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"grid\" d=\"M%.1f %dV%d\"/><text x=\"%.1f\" y=\"%d\" class=\"x\">%s</text>",
            at,
            TOP,
            height - BOTTOM,
            at,
            height - BOTTOM + 18,
            Html.escaped(mark.label())));
  }

  private void line(Series line, StringBuilder svg) {
    var path =
        line.points().stream()
            .map(point ->
                String.format(Locale.ROOT, "%.1f %.1f", across(point.x()), down(point.y())))
            .collect(Collectors.joining("L"));
    if (!path.isEmpty()) {
      svg.append(
          String.format(Locale.ROOT, "<path class=\"line c%d\" d=\"M%s\"/>", line.colour(), path));
    }
    if (line.points().size() <= MOST_DOTS) {
      line.points().forEach(point -> dot(point, line, svg));
    }
  }

  private void dot(Point point, Series line, StringBuilder svg) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s</title></circle>",
            line.colour(),
            across(point.x()),
            down(point.y()),
            Html.escaped(line.name() + ": " + point.words())));
  }

  private double across(double value) {
    return LEFT + x.at(value) * (width - LEFT - RIGHT);
  }

  private double down(double value) {
    return height - BOTTOM - y.at(value) * (height - TOP - BOTTOM);
  }
}
