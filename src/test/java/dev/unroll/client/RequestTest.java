package dev.unroll.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.v1.Input;
import dev.unroll.v1.ModelSelector;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestTest {
  @Test
  void candidates_areInEveryRequestThatHasThem() {
    var among = List.of("Yes, sir.", "No.");
    var settings = new CallSettings(0, among, false, GenerationFields.DEFAULT);
    var model = ModelSelector.newBuilder().setName("m").build();
    var request =
        new Request(Rpc.MANY_TO_MANY, model, Input.newBuilder().setText("?").build(), settings);
    assertEquals(among, request.oneToMany().getAmongList());
    assertEquals(among, request.manyToOne().getAmongList());
    assertEquals(among, request.manyToMany().getAmongList());
  }
}
