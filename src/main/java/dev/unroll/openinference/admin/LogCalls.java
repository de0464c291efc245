package dev.unroll.openinference.admin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.core.SpellingHint;
import dev.unroll.triton.LogSettingsRequest;
import dev.unroll.triton.LogSettingsResponse;
import dev.unroll.triton.LogSettingsResponse.SettingValue;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Triton's log settings: three switches and a verbosity. Here they set one log level, the most
 * detailed that is on. Thread-safe.
 */
public final class LogCalls {
  private static final String DETAIL = "log_verbose_level";
  private static final String INFO = "log_info";
  private static final String WARNING = "log_warning";
  private static final String ERROR = "log_error";

  private final boolean modelControl;
  private final Consumer<String> level;

  /** Guarded by this. */
  @GuardedBy("this")
  private Switches switches;

  /** The last settings from clients. Errors are always logged. */
  private record Switches(int detail, boolean info, boolean warning, boolean error) {
    static Switches of(String level) {
      boolean isDebug = level.equals("debug");
      boolean isInfo = isDebug || level.equals("info");
      return new Switches(isDebug ? 1 : 0, isInfo, isInfo || level.equals("warning"), true);
    }

    String level() {
      if (detail > 0) {
        return "debug";
      }
      return info ? "info" : warning ? "warning" : "error";
    }
  }

  /**
   * @param present the current level: {@code debug}, {@code info}, {@code warning} or {@code error}
   * @param modelControl whether clients may change settings; they may always read them
   * @param level called with each new level
   */
  public LogCalls(String present, boolean modelControl, Consumer<String> level) {
    this.modelControl = modelControl;
    this.switches = Switches.of(present);
    this.level = level;
  }

  /**
   * Changes the settings that the request names, all or none of them, and returns all settings.
   *
   * @throws Fault UNAVAILABLE if clients may not change settings; INVALID_ARGUMENT if a setting is
   *     unknown or its value has another type
   */
  public synchronized LogSettingsResponse settings(LogSettingsRequest request) {
    if (!modelControl && request.getSettingsCount() > 0) {
      throw Fault.unavailable(
          "the log settings cannot be changed: the server runs without model-control; start it with"
              + " --model-control true");
    }
    var changed = switches;
    for (var setting : request.getSettingsMap().entrySet()) {
      changed = changed(changed, setting);
    }
    if (!changed.equals(switches)) {
      switches = changed;
      level.accept(changed.level());
    }
    return LogSettingsResponse.newBuilder()
        .putSettings(DETAIL, SettingValue.newBuilder().setUint32Param(switches.detail()).build())
        .putSettings(INFO, truth(switches.info()))
        .putSettings(WARNING, truth(switches.warning()))
        .putSettings(ERROR, truth(switches.error()))
        .build();
  }

  private static SettingValue truth(boolean value) {
    return SettingValue.newBuilder().setBoolParam(value).build();
  }

  private static Switches changed(
      Switches before, Map.Entry<String, LogSettingsRequest.SettingValue> setting) {
    var name = setting.getKey();
    var value = setting.getValue();
    return switch (name) {
      case DETAIL -> {
        check(name, value.hasUint32Param() && value.getUint32Param() >= 0, "uint32_param");
        yield new Switches(value.getUint32Param(), before.info(), before.warning(), before.error());
      }
      case INFO ->
          new Switches(before.detail(), truth(name, value), before.warning(), before.error());
      case WARNING ->
          new Switches(before.detail(), before.info(), truth(name, value), before.error());
      case ERROR ->
          new Switches(before.detail(), before.info(), before.warning(), truth(name, value));
      default -> {
        var known = List.of(DETAIL, INFO, WARNING, ERROR);
        throw Fault.invalidSentence(
            "settings",
            "unknown log setting '"
                + Excerpt.of(name)
                + "'"
                + SpellingHint.hint(name, known)
                + "; allowed are "
                + String.join(", ", known)
                + "; the log's file and format can only be set when the server is started");
      }
    };
  }

  private static boolean truth(String name, LogSettingsRequest.SettingValue value) {
    check(name, value.hasBoolParam(), "bool_param");
    return value.getBoolParam();
  }

  private static void check(String name, boolean fits, String expected) {
    if (!fits) {
      throw Fault.invalidSentence(
          "settings['" + name + "']",
          "invalid value type for '" + name + "' setting, expected " + expected + ".");
    }
  }
}
