package dev.unroll.client.print;

import com.google.protobuf.Message;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.StreamManyToManyResponse;

/** One message from the server, whichever call it answers. */
public sealed interface Answer {
  Message message();

  /** A part of a one-to-many answer. */
  record Part(OneToManyResponse message) implements Answer {}

  /** A whole many-to-one answer. */
  record One(ManyToOneResponse message) implements Answer {}

  /** A whole many-to-many answer. */
  record Many(ManyToManyResponse message) implements Answer {}

  /** A part of a streamed many-to-many answer. */
  record StreamPart(StreamManyToManyResponse message) implements Answer {}
}
