package dev.unroll.client.print;

/** Shows answers, in the order in which they are handed over. One thread at a time. */
public interface AnswerPrinter {
  /** Of several calls: the answers that follow are for this input. */
  void heading(String input);

  void print(Answer answer);

  /** No more answers come, perhaps in the middle of one. */
  void finish();
}
