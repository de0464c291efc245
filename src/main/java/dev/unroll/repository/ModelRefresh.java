package dev.unroll.repository;

import dev.unroll.core.LoadException;
import dev.unroll.core.ModelKey;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.Proof;
import dev.unroll.plan.planner.VersionFiles;
import dev.unroll.repository.folder.RepositoryFolder;
import dev.unroll.repository.triton.TritonFile;
import dev.unroll.repository.triton.TritonReader;
import java.io.File;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Checks one model's folder once: loads the highest version that can be loaded, unless it is served
 * already.
 */
final class ModelRefresh {
  private static final System.Logger LOG = System.getLogger(ModelRefresh.class.getName());
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final ModelLoader loader;
  private final Path model;
  private final String name;
  private final ModelEntry before;
  private final boolean patient;

  /** The version that is being loaded and its fingerprint; 0 and empty before the first. */
  private volatile Version loading = new Version(0, "");

  private record Version(long number, String fingerprint) {}

  ModelRefresh(ModelLoader loader, Path model, ModelEntry before, boolean patient) {
    this.loader = loader;
    this.model = model;
    this.name = model.getFileName().toString();
    this.before = before;
    this.patient = patient;
  }

  String name() {
    return name;
  }

  /** Returns the model's folder. */
  Path model() {
    return model;
  }

  /** Returns the entry that it began with. */
  ModelEntry before() {
    return before;
  }

  /** Returns the entry after a load that does not end: the version has failed for that reason. */
  ModelEntry givenUp(String reason) {
    var version = loading;
    var failures = new TreeMap<>(before.failures());
    failures.put(version.number, new ModelEntry.Failed(reason, version.fingerprint, false, false));
    return before.failing(failures, "");
  }

  /** Whether it has begun to load a version. */
  boolean hasLoading() {
    return loading.number > 0;
  }

  ModelEntry run(ModelLoad load) {
    if (before.order().unloaded()) {
      return before;
    }
    var seen = "";
    try {
      if (!NAME.matcher(name).matches()) {
        throw new LoadException(
            "its name must have only letters, digits, '.', '_' and '-', begin with a letter or"
                + " digit, and have at most 128 characters");
      }
      var versions = RepositoryFolder.versions(model);
      var candidates = candidates(versions);
      seen = candidates.toString();
      if (patient && !seen.equals(before.seenFingerprint())) {
        return before.seen(seen);
      }
      if (versions.isEmpty()) {
        throw noVersion();
      }
      return load(versions, candidates, seen, load);
    } catch (LoadException e) {
      if (seen.isEmpty()) {
        // The folder may be unreadable only while somebody moves it.
        seen = e.reason();
        if (patient && !seen.equals(before.seenFingerprint())) {
          return before.seen(seen);
        }
      }
      var failures = new TreeMap<Long, ModelEntry.Failed>();
      failures.put(0L, failed(e, "", load));
      return before.failing(failures, seen);
    }
  }

  /**
   * Returns the fingerprints of the versions that may be loaded now: the served one and those above
   * it, or all if none of them is served.
   */
  private Map<Long, String> candidates(List<Long> versions) throws LoadException {
    long served = before.served().map(model -> model.key().version()).orElse(0L);
    var fingerprints = new LinkedHashMap<Long, String>();
    for (long version : versions) {
      fingerprints.put(version, fingerprint(version));
      if (version == served) {
        break;
      }
    }
    return fingerprints;
  }

  private LoadException noVersion() {
    var right = name + "/1/" + VersionFiles.NAMES.get(0);
    for (var graph : VersionFiles.NAMES) {
      if (Files.exists(model.resolve(graph))) {
        return new LoadException(
            "it has no version: move " + graph + " into a folder, " + name + "/1/" + graph);
      }
    }
    return LoadException.incomplete(
        "it has no version; a version is a folder whose name is a positive integer, such as "
            + right);
  }

  private ModelEntry load(
      List<Long> versions, Map<Long, String> candidates, String seen, ModelLoad load)
      throws LoadException {
    var failures = new TreeMap<Long, ModelEntry.Failed>();
    var triton = TritonReader.read(model, before.order().config());
    var allowed = triton.isPresent() ? triton.get().allowed(versions) : versions;
    for (long version : allowed) {
      var known = candidates.get(version);
      var fingerprint = known == null ? fingerprint(version) : known;
      if (isServed(version, fingerprint)) {
        return before.serving(before.served().get(), fingerprint, failures, seen);
      }
      var failed = before.failures().get(version);
      if (failed != null
          && failed.fingerprint().equals(fingerprint)
          && !failed.transientFailure()) {
        failures.put(version, failed);
        continue;
      }
      loading = new Version(version, fingerprint);
      load.beginVersion();
      try {
        return before.serving(load(version, triton), fingerprint, failures, seen);
      } catch (LoadException e) {
        var again = failed(e, fingerprint, load);
        failures.put(version, failed != null && failed.lastsAs(again) ? failed : again);
      }
    }
    return before.failing(failures, seen);
  }

  /** Returns the fingerprint of a version's files and of the configuration that a client gave. */
  private String fingerprint(long version) throws LoadException {
    return RepositoryFolder.fingerprint(model, version) + before.order().config().orElse("");
  }

  private boolean isServed(long version, String fingerprint) {
    return before.served().map(ServedModel::key).equals(Optional.of(new ModelKey(name, version)))
        && fingerprint.equals(before.servedFingerprint());
  }

  private ServedModel load(long version, Optional<TritonFile> triton) throws LoadException {
    long start = loader.ticker().nanos();
    var key = new ModelKey(name, version);
    try {
      var served = loader.load(model, key, triton);
      var facts = served.plan().facts();
      LOG.log(
          Level.INFO,
          "model {0}: {1}, plan {2} on {3}, rows together {4}, loaded in {5} ms",
          key,
          served.task().label(),
          facts.label() + whyNotBetter(facts),
          facts.device(),
          invariance(facts.proof()),
          Long.toString((loader.ticker().nanos() - start) / 1_000_000));
      for (var warning : served.warnings()) {
        LOG.log(Level.WARNING, "model {0}: {1}", key, warning);
      }
      if (triton.isPresent() && !triton.get().ignored().isEmpty()) {
        LOG.log(
            Level.INFO,
            "model {0}: {1}: ignored, since they are not needed here: {2}",
            key,
            TritonFile.NAME,
            String.join(", ", triton.get().ignored()));
      }
      return served;
    } catch (RuntimeException e) {
      throw new LoadException("it cannot be loaded: " + e, e);
    } catch (OutOfMemoryError e) {
      throw new LoadException(
          "the Java heap, which may grow to "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB, is too small to load it ("
              + e.getMessage()
              + "); raise it by -Xmx or -XX:MaxRAMPercentage",
          e);
    }
  }

  private static String invariance(Proof proof) {
    if (!proof.isComparable()) {
      return "cannot be compared with alone";
    }
    return proof.bitIdentical()
        ? "are as alone to the bit"
        : String.format(Locale.ROOT, "differ from alone by %.1e", proof.largestDifference());
  }

  /**
   * Returns why a graph is not cut in time, since its rows share slices less often; else an empty
   * text.
   */
  private static String whyNotBetter(PlanFacts facts) {
    boolean isWhole = facts.label().equals("whole") || facts.label().equals("alone");
    return isWhole && !facts.refused().isEmpty()
        ? " (excluded: " + whyNot(facts).lines().findFirst().orElse("") + ")"
        : "";
  }

  /** Returns why a whole plan is not cut, or why the rows of an "alone" plan cannot share a run. */
  private static String whyNot(PlanFacts facts) {
    int reason = facts.label().equals("alone") ? facts.refused().size() - 1 : 0;
    return facts.refused().get(reason);
  }

  /**
   * Returns the reason for clients, which names files by their place in the models folder. Where
   * that folder is on the server is nobody's business.
   */
  private String reason(LoadException failure) {
    var reason = failure.reason();
    var root = model.getParent();
    return root == null
        ? reason
        : reason
            .replace(root.toAbsolutePath() + File.separator, "")
            .replace(root + File.separator, "");
  }

  /** Returns the failure; what has ended the load says more than what that made it throw. */
  private ModelEntry.Failed failed(LoadException failure, String fingerprint, ModelLoad load) {
    return load.ending()
        .map(why -> new ModelEntry.Failed(why, fingerprint, failure.isPassing(), false))
        .orElseGet(() ->
            new ModelEntry.Failed(
                reason(failure), fingerprint, failure.isPassing(), failure.isIncomplete()));
  }
}
