package dev.unroll.core;

import java.util.ArrayList;
import java.util.List;

/** A list that is written as one text, with commas between its elements. */
public final class CommaList {
  private CommaList() {}

  /**
   * Returns the elements, without the white space around them. {@code \,} is a comma within an
   * element; any other backslash stands for itself.
   */
  public static List<String> split(String written) {
    var elements = new ArrayList<String>();
    var element = new StringBuilder();
    for (int index = 0; index < written.length(); index++) {
      if (written.startsWith("\\,", index)) {
        element.append(',');
        index++;
      } else if (written.charAt(index) == ',') {
        elements.add(element.toString().strip());
        element.setLength(0);
      } else {
        element.append(written.charAt(index));
      }
    }
    elements.add(element.toString().strip());
    return List.copyOf(elements);
  }
}
