package dev.unroll.schedule;

record RowTicket(Scheduler scheduler, Row row) implements Ticket {
  @Override
  public void cancel() {
    scheduler.cancel(row);
  }

  @Override
  public void wake() {
    scheduler.wake(row);
  }
}
