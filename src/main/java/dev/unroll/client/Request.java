package dev.unroll.client;

import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToManyRequest;
import dev.unroll.v1.ManyToOneRequest;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.OneToManyRequest;
import dev.unroll.v1.StreamManyToManyRequest;

/** One call to be made. It builds the request message of its RPC. */
record Request(Rpc rpc, ModelSelector model, Input input, CallSettings settings) {

  OneToManyRequest oneToMany() {
    var message =
        OneToManyRequest.newBuilder().setModel(model).setInput(input).addAllAmong(settings.among());
    if (settings.hasGeneration()) {
      message.setGeneration(settings.generation().toMessage());
    }
    return message.build();
  }

  ManyToOneRequest manyToOne() {
    return ManyToOneRequest.newBuilder()
        .setModel(model)
        .setInput(input)
        .setTopK(settings.topK())
        .addAllAmong(settings.among())
        .setRaw(settings.raw())
        .build();
  }

  ManyToManyRequest manyToMany() {
    var message =
        ManyToManyRequest.newBuilder()
            .setModel(model)
            .setInput(input)
            .setRaw(settings.raw())
            .addAllAmong(settings.among());
    if (settings.hasGeneration()) {
      message.setGeneration(settings.generation().toMessage());
    }
    return message.build();
  }

  /** Returns the first message of a stream, with or without the input. */
  StreamManyToManyRequest stream() {
    var message = StreamManyToManyRequest.newBuilder().setModel(model).setRaw(settings.raw());
    if (settings.hasGeneration()) {
      message.setGeneration(settings.generation().toMessage());
    }
    return input.equals(Input.getDefaultInstance())
        ? message.build()
        : message.setInput(input).build();
  }
}
