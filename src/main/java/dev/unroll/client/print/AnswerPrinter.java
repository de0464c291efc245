package dev.unroll.client.print;

/** Prints answers in the order of the calls. Not thread-safe. */
public interface AnswerPrinter {
  /** Prints the input that the following answers are for. */
  void heading(String input);

  void print(Answer answer);

  /** Ends the output. The last answer may be incomplete. */
  void finish();
}
