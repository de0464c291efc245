package dev.unroll.baseline.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LengthClassesTest {
  @Test
  void lengths_allDifferent_makeClassesOfAsMany() {
    var classes = new LengthClasses(IntStream.rangeClosed(1, 100).toArray(), 4);
    assertEquals(4, classes.count());
    assertEquals(0, classes.classOf(25));
    assertEquals(1, classes.classOf(26));
    assertEquals(3, classes.classOf(100));
    assertEquals(13, classes.steps(0));
    assertEquals(88, classes.steps(3));
  }

  @Test
  void lengths_ofTwoKinds_makeTwoClasses() {
    var drawn = IntStream.range(0, 100).map(index -> index < 95 ? 16 : 1024).toArray();
    var classes = new LengthClasses(drawn, 12);
    assertEquals(2, classes.count());
    assertEquals(16, classes.steps(classes.classOf(16)));
    assertEquals(1024, classes.steps(classes.classOf(1024)));
  }

  @Test
  void lengths_drawn_allHaveAClass() {
    int[] drawn = {5, 1, 1, 9, 200, 3, 3};
    var classes = new LengthClasses(drawn, 12);
    assertTrue(
        IntStream.of(drawn)
            .map(classes::classOf)
            .allMatch(index -> index >= 0 && index < classes.count()));
  }
}
