package dev.unroll.client.print;

import com.google.protobuf.Message;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.OneToManyResponse;
import dev.unroll.v1.StreamManyToManyResponse;

/** One response message of any RPC. */
public sealed interface Answer {
  Message message();

  /** A message of a one-to-many response. */
  record Part(OneToManyResponse message) implements Answer {}

  /** A many-to-one response. */
  record One(ManyToOneResponse message) implements Answer {}

  /** A many-to-many response. */
  record Many(ManyToManyResponse message) implements Answer {}

  /** A message of a streamed many-to-many response. */
  record StreamPart(StreamManyToManyResponse message) implements Answer {}
}
