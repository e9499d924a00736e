package dev.assay.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house: who may know whom, what things are called, how large they get. */
class HouseTest {
    private static final String ROOT = "dev.assay.server";
    private static final Path DRAWING = Path.of("rooms.puml");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final List<String> DOORS = List.of("grpc", "web", "clock");
    private static final Set<String> EMPTY_WORDS =
            Set.of("util", "utils", "common", "core", "base", "impl", "model", "dto", "manager", "helper", "helpers");

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void arrows_areThoseOfTheDrawing() throws IOException {
        Set<String> drawn = new TreeSet<>();
        Matcher arrow = Pattern.compile("(?m)^\\[(\\w+)] --> \\[(\\w+)]$").matcher(Files.readString(DRAWING));
        while (arrow.find()) {
            drawn.add(arrow.group(1) + " -> " + arrow.group(2));
        }

        assertThat(actualArrows()).as("arrows in the code").isEqualTo(drawn);
    }

    @Test
    void rooms_areThoseOfTheDrawing() throws IOException {
        Set<String> drawn = new TreeSet<>();
        Matcher room = Pattern.compile("(?m)^\\[(\\w+)] <<").matcher(Files.readString(DRAWING));
        while (room.find()) {
            drawn.add(room.group(1));
        }
        Set<String> actual = CODE.stream()
                .map(HouseTest::room)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(actual).isEqualTo(drawn);
    }

    @Test
    void packages_haveNoCircles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void root_isImportedByNoRoom() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(CODE);
    }

    @Test
    void generatedMessages_stopAtTheDoor() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".grpc..", ROOT + ".web..", ROOT + ".command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.assay.datalabeling..", "dev.assay.v1..", "io.grpc..", "com.google.protobuf..")
                .check(CODE);
    }

    @Test
    void sql_staysInTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "org.sqlite..", "com.zaxxer..")
                .check(CODE);
    }

    @Test
    void time_isAskedForAtTheDoorsAlone() {
        var outside = noClasses()
                .that()
                .resideOutsideOfPackages(Stream.concat(
                                Stream.of(ROOT, ROOT + ".command.."),
                                DOORS.stream().map(door -> ROOT + "." + door + ".."))
                        .toArray(String[]::new))
                .should();
        outside.callMethod(Instant.class, "now").check(CODE);
        outside.callMethod(System.class, "currentTimeMillis").check(CODE);
        outside.callMethod(Clock.class, "systemUTC").check(CODE);
        outside.callMethod(InstantSource.class, "system").check(CODE);
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CODE);
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .allowEmptyShould(true)
                .check(CODE);
    }

    @Test
    void names_saySomething() {
        List<String> empty = CODE.stream()
                .filter(type -> Stream.concat(
                                Stream.of(type.getPackageName().split("\\.")),
                                Stream.of(type.getSimpleName().split("(?=\\p{Lu})")))
                        .anyMatch(word -> EMPTY_WORDS.contains(word.toLowerCase(java.util.Locale.ROOT))))
                .filter(type -> type.getRawSuperclass().isEmpty()
                        || !type.getRawSuperclass().get().getName().endsWith("ImplBase"))
                .map(JavaClass::getName)
                .toList();

        assertThat(empty).isEmpty();
    }

    @Test
    void packages_sayWhatTheyHold() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> silent = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();

            assertThat(silent).as("packages without package-info.java").isEmpty();
        }
    }

    @Test
    void types_areMostlyPrivateToTheirPackage() {
        List<JavaClass> outer = CODE.stream()
                .filter(type -> type.getEnclosingClass().isEmpty()
                        && !type.getSimpleName().equals("package-info"))
                .toList();
        long open = outer.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();

        assertThat((double) open / outer.size()).as("share of public types").isLessThan(0.6);
    }

    @Test
    void files_staySmall() throws IOException {
        assertThat(longerThan(Path.of("src/main/java"), 500)).isEmpty();
        assertThat(longerThan(Path.of("src/test/java"), 600)).isEmpty();
    }

    @Test
    void constructors_takeAtMostSevenParameters() {
        classes()
                .that()
                .areNotRecords()
                .should(new com.tngtech.archunit.lang.ArchCondition<>("have constructors of at most 7 parameters") {
                    @Override
                    public void check(JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                        type.getConstructors().stream()
                                .filter(made -> made.getRawParameterTypes().size() > 7)
                                .forEach(made -> events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                                        made, made.getFullName())));
                    }
                })
                .check(CODE);
    }

    private static Set<String> actualArrows() {
        return CODE.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> List.of(room(dependency.getOriginClass()), room(dependency.getTargetClass())))
                .filter(ends -> ends.stream().noneMatch(String::isEmpty))
                .filter(ends -> !ends.get(0).equals(ends.get(1)) && !ends.get(1).equals("vocabulary"))
                .map(ends -> ends.get(0) + " -> " + ends.get(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The first package below the root; empty for the root itself and for code that is not ours. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return "";
        }
        String below = name.substring(ROOT.length() + 1);
        return below.contains(".") ? below.substring(0, below.indexOf('.')) : below;
    }

    private static List<String> longerThan(Path folder, int lines) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lineCount(file) > lines)
                    .map(Path::toString)
                    .toList();
        }
    }

    private static long lineCount(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
