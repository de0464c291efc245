package dev.unroll.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command in a page's console block, and the answer below it.
 *
 * @param models the folder that the last {@code serve} of the page serves
 * @param words the command's words after {@code unroll.jar}
 * @param answer the lines below it
 */
record PageCommand(String models, List<String> words, List<String> answer) {
  private static final String PROMPT = "$ java -jar target/unroll.jar ";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /** Returns the page's commands of the jar apart from {@code serve}. */
  static List<PageCommand> of(Path page) throws IOException {
    var commands = new ArrayList<PageCommand>();
    var answer = new ArrayList<String>();
    boolean inConsole = false;
    var models = "";
    for (var line : Files.readString(page).replace("\\\n", "").lines().toList()) {
      if (line.startsWith("```")) {
        inConsole = line.equals("```console");
        answer = new ArrayList<>();
      } else if (inConsole && line.startsWith(PROMPT)) {
        answer = new ArrayList<>();
        var words = words(line.substring(PROMPT.length()));
        if (words.get(0).equals("serve")) {
          models = words.get(words.indexOf("--models") + 1);
        } else {
          commands.add(new PageCommand(models, words, answer));
        }
      } else if (inConsole) {
        answer.add(line);
      }
    }
    return commands;
  }

  private static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(found ->
            found.group(1) != null
                ? found.group(1)
                : found.group(2) != null ? found.group(2) : found.group(3))
        .toList();
  }

  boolean isCall() {
    return words.get(0).equals("call");
  }

  boolean needsServer() {
    return !words.get(0).equals("inspect");
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
