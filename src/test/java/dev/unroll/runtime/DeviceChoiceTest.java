package dev.unroll.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.LoadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoiceTest {
  @Test
  void choice_isReadAsWritten() throws LoadException {
    assertEquals(new DeviceChoice(DeviceChoice.Kind.AUTO, 0), DeviceChoice.parse("auto"));
    assertEquals(new DeviceChoice(DeviceChoice.Kind.CPU, 0), DeviceChoice.parse("cpu"));
    assertEquals(new DeviceChoice(DeviceChoice.Kind.CUDA, 0), DeviceChoice.parse("cuda"));
    assertEquals(new DeviceChoice(DeviceChoice.Kind.CUDA, 3), DeviceChoice.parse("cuda:3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CPU", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:1234", "cpu "})
  void otherText_isRefusedNamingItAndWhatIsAllowed(String text) {
    var refusal = assertThrows(LoadException.class, () -> DeviceChoice.parse(text));
    assertEquals(
        "device '" + text + "' is unknown; allowed: auto, cpu, cuda, cuda:N", refusal.reason());
  }

  @Test
  void label_namesTheDevice() {
    assertEquals("cpu", new Device.Cpu().label());
    assertEquals("cuda:1", new Device.Cuda(1).label());
  }
}
