package dev.unroll;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.unroll.repository.ModelLease;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The order of the packages, and who may use which library. */
public class ArchitectureTest {
  /** Bottom to top: each imports only what stands below it. */
  static final List<String> PACKAGES =
      List.of(
          "dev.unroll.core",
          "dev.unroll.pem",
          "dev.unroll.settings",
          "dev.unroll.config",
          "dev.unroll.runtime",
          "dev.unroll.plan.independence.value",
          "dev.unroll.plan.independence.operator",
          "dev.unroll.plan.independence",
          "dev.unroll.plan.graph.rewrite",
          "dev.unroll.plan.graph",
          "dev.unroll.plan.stage",
          "dev.unroll.plan",
          "dev.unroll.plan.prove",
          "dev.unroll.plan.planner",
          "dev.unroll.schedule.cost",
          "dev.unroll.schedule.decode",
          "dev.unroll.schedule.execution",
          "dev.unroll.schedule",
          "dev.unroll.codec.image",
          "dev.unroll.codec.tokenizer",
          "dev.unroll.codec",
          "dev.unroll.codec.label",
          "dev.unroll.repository.triton",
          "dev.unroll.repository.manifest",
          "dev.unroll.repository.folder",
          "dev.unroll.repository",
          "dev.unroll.inference",
          "dev.unroll.inference.sequence",
          "dev.unroll.grpc.admission",
          "dev.unroll.grpc",
          "dev.unroll.grpc.unroll",
          "dev.unroll.openinference.tensor",
          "dev.unroll.openinference.admin",
          "dev.unroll.openinference",
          "dev.unroll.http",
          "dev.unroll.metrics",
          "dev.unroll.client.print",
          "dev.unroll.client",
          "dev.unroll.bench.measure",
          "dev.unroll.bench.load",
          "dev.unroll.bench.report",
          "dev.unroll.bench",
          "dev.unroll.logging",
          "dev.unroll.inspect",
          "dev.unroll.server",
          "dev.unroll.cli",
          "dev.unroll");

  /** Made by protoc. */
  private static final List<String> GENERATED =
      List.of("dev.unroll.health", "dev.unroll.triton", "dev.unroll.onnx", "dev.unroll.v1");

  public record Library(List<String> packages, List<String> users) {}

  static final List<Library> LIBRARIES =
      List.of(
          library("ai.onnxruntime..", "dev.unroll.runtime"),
          library("dev.unroll.onnx..", "dev.unroll.plan.."),
          library(
              "com.google.protobuf..",
              "dev.unroll.plan..",
              "dev.unroll.repository.triton",
              "dev.unroll.grpc..",
              "dev.unroll.openinference..",
              "dev.unroll.client..",
              "dev.unroll.bench.load"),
          library("org.bouncycastle..", "dev.unroll.pem"),
          library("org.eclipse.jetty..", "dev.unroll.http"),
          library("ai.djl..", "dev.unroll.codec.tokenizer"),
          library("javax.imageio..", "dev.unroll.codec.image"),
          library("com.fasterxml..", "dev.unroll.settings"),
          library(
              "io.grpc..",
              "dev.unroll.grpc..",
              "dev.unroll.openinference..",
              "dev.unroll.client",
              "dev.unroll.bench.."),
          library("io.netty..", "dev.unroll.grpc", "dev.unroll.grpc.admission"),
          library("dev.unroll.health..", "dev.unroll.grpc"),
          library(
              "dev.unroll.v1..",
              "dev.unroll.grpc.unroll",
              "dev.unroll.client..",
              "dev.unroll.bench.."),
          library(
              "dev.unroll.triton..", "dev.unroll.repository.triton", "dev.unroll.openinference.."),
          library("io.micrometer..", "dev.unroll.metrics"),
          library("io.prometheus..", "dev.unroll.metrics"),
          library("org.jline..", "dev.unroll.client.print"),
          library("org.HdrHistogram..", "dev.unroll.bench.."),
          library("picocli..", "dev.unroll.cli"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.unroll");

  /** Classes that the JDK makes by their names. */
  private static final Set<String> MADE_BY_NAME =
      Set.of("dev.unroll.Main", "dev.unroll.logging.LastingLogManager");

  /** Nothing of them is about a server. */
  private static final Set<String> SHARED_WITH_CLIENTS =
      Set.of("dev.unroll.core", "dev.unroll.pem");

  private static Library library(String packages, String... users) {
    return new Library(List.of(packages), List.of(users));
  }

  @Test
  void order_hasEveryPackage() {
    var found = CLASSES.stream().map(JavaClass::getPackageName).distinct().sorted().toList();
    assertEquals(Stream.concat(PACKAGES.stream(), GENERATED.stream()).sorted().toList(), found);
  }

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void package_importsOnlyFromBelow(String name) {
    var above = PACKAGES.subList(PACKAGES.indexOf(name) + 1, PACKAGES.size());
    if (!above.isEmpty()) {
      noClasses()
          .that()
          .resideInAPackage(name)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(above.toArray(String[]::new))
          .check(CLASSES);
    }
  }

  @Test
  void client_knowsNothingOfTheServer() {
    var server =
        PACKAGES.stream()
            .filter(name -> !name.matches("dev\\.unroll\\.(client|bench)(\\..*)?"))
            .filter(name -> !SHARED_WITH_CLIENTS.contains(name));
    noClasses()
        .that()
        .resideInAnyPackage("dev.unroll.client..", "dev.unroll.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(server.toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void protocol_mapsMessages_andDrivesNoRow() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.unroll.grpc..", "dev.unroll.openinference..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Scheduler.class, Work.class, Ticket.class, RowListener.class, ModelLease.class)
        .check(CLASSES);
  }

  @Test
  void packages_haveNoCircles() {
    slices().matching("dev.unroll.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @ParameterizedTest
  @FieldSource("LIBRARIES")
  void library_isUsedInItsPackageOnly(Library library) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Stream.concat(library.users().stream(), GENERATED.stream()).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library.packages().toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void clock_isReadInOnePlace() {
    var mayRead = Set.of("dev.unroll.core", "dev.unroll.client", "dev.unroll.bench.load");
    var readers =
        CLASSES.stream()
            .filter(type -> !mayRead.contains(type.getPackageName()))
            .filter(ArchitectureTest::readsTheClock)
            .map(JavaClass::getName)
            .toList();
    assertEquals(List.of(), readers);
  }

  private static boolean readsTheClock(JavaClass type) {
    return Stream.<JavaAccess<?>>concat(
            type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream())
        .anyMatch(access ->
            access.getTargetOwner().isEquivalentTo(System.class)
                && Set.of("nanoTime", "currentTimeMillis").contains(access.getName()));
  }

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void package_isNullMarked(String name) {
    assertTrue(CLASSES.getPackage(name).isAnnotatedWith(NullMarked.class));
  }

  @Test
  void publicClass_isUsedByAnotherPackage() {
    var lonely =
        CLASSES.stream()
            .filter(type -> PACKAGES.contains(type.getPackageName()))
            .filter(type -> !MADE_BY_NAME.contains(type.getName()))
            .filter(
                type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !isUsedElsewhere(type) && !isInASignature(type))
            .map(JavaClass::getName)
            .sorted()
            .toList();
    assertEquals(List.of(), lonely);
  }

  /** Callers of another package may hand it on without naming it. */
  private static boolean isInASignature(JavaClass type) {
    return CLASSES.stream()
        .flatMap(owner -> owner.getMethods().stream())
        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
        .filter(method -> isUsedElsewhere(method.getOwner()))
        .anyMatch(method ->
            method.getRawReturnType().equals(type) || method.getRawParameterTypes().contains(type));
  }

  private static boolean isUsedElsewhere(JavaClass type) {
    return CLASSES.stream()
        .filter(part ->
            part.getName().equals(type.getName())
                || part.getName().startsWith(type.getName() + "$"))
        .flatMap(part -> part.getDirectDependenciesToSelf().stream())
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  @Test
  void package_hasFewEnoughFilesToBeReadAsOneSubject() throws IOException {
    var tooMany = new ArrayList<String>();
    try (var folders = Files.walk(Path.of("src/main/java")).filter(Files::isDirectory)) {
      for (var folder : folders.toList()) {
        try (var files = Files.list(folder)) {
          long count = files.filter(file -> file.toString().endsWith(".java")).count();
          if (count > 25) {
            tooMany.add(folder + ": " + count);
          }
        }
      }
    }
    assertEquals(List.of(), tooMany);
  }

  @Test
  void root_holdsMainAlone() {
    var found =
        CLASSES.stream()
            .filter(type -> type.getPackageName().equals("dev.unroll"))
            .map(JavaClass::getSimpleName)
            .filter(name -> !name.equals("package-info"))
            .toList();
    assertEquals(List.of("Main"), found);
  }

  @Test
  void file_isShortEnoughToBeReadAtOnce() throws IOException {
    var tooLong = new ArrayList<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        int lines = Files.readAllLines(file).size();
        if (lines > 300) {
          tooLong.add(file + ": " + lines);
        }
      }
    }
    assertEquals(List.of(), tooLong);
  }
}
