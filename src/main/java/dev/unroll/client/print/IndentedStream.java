package dev.unroll.client.print;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A stream that indents each line that is not empty. */
public final class IndentedStream extends PrintStream {
  public IndentedStream(PrintStream out, String indent) {
    super(new Indenting(out, indent), true, StandardCharsets.UTF_8);
  }

  private static final class Indenting extends FilterOutputStream {
    private final byte[] indent;
    private boolean atStart = true;

    Indenting(OutputStream out, String indent) {
      super(out);
      this.indent = indent.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int octet) throws IOException {
      if (atStart && octet != '\n') {
        out.write(indent);
      }
      atStart = octet == '\n';
      out.write(octet);
    }
  }
}
