package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No bundled model may lose the sharing of its runs to a gap in the argument from the graph. */
class BundledPlansTest {
  @Test
  void bundledModels_shareTheirRuns() throws Exception {
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var folders = Files.list(Path.of("models"))) {
      for (var folder : folders.map(model -> model.resolve("1")).filter(Files::exists).toList()) {
        try (var plan = planner.plan(folder, Map.of())) {
          assertNotEquals("alone", plan.facts().label(), folder.toString());
          var apart =
              plan.facts().refused().stream()
                  .filter(reason -> reason.contains("rows together"))
                  .toList();
          assertEquals(List.of(), apart, folder.toString());
        }
      }
    }
  }
}
