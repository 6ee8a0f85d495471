package io.renkei.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The storeys of docs/architecture.md: each bundle sees only what stands below it, and nobody sees another's inside. */
class StoreysTest {
    /** Bundle to the bundles it may use; a bundle that is not named here fails the test. */
    private static final Map<String, List<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("api", List.of()),
            Map.entry("journal", List.of("api")),
            Map.entry("line", List.of("api", "journal")),
            Map.entry("policy", List.of("api", "config")),
            Map.entry("audit", List.of("api")),
            Map.entry("config", List.of("api")),
            Map.entry("steps", List.of("api")),
            Map.entry("db", List.of("api")),
            Map.entry("runtime", List.of("api", "steps", "config")),
            Map.entry("shell", List.of("api", "line", "journal", "management")),
            Map.entry("management", List.of("api"))));

    private static final Path BUNDLES = Path.of("../../bundles");

    private static JavaClasses classes;

    @BeforeAll
    static void readAllBundles() throws IOException {
        List<Path> folders = new ArrayList<>();
        TreeSet<String> found = new TreeSet<>();
        try (Stream<Path> all = Files.list(BUNDLES)) {
            for (Path bundle : all.sorted().toList()) {
                Path built = bundle.resolve("target/classes/io/renkei");
                if (Files.isDirectory(built)) {
                    folders.add(built);
                    found.add(bundle.getFileName().toString());
                }
            }
        }
        assertEquals(MAY_USE.keySet(), found, "bundles with code of ours");
        classes = new ClassFileImporter().importPaths(folders);
    }

    @Test
    void everyBundleUsesOnlyWhatStandsBelowIt() {
        MAY_USE.forEach((bundle, below) -> {
            String[] others = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(bundle) && !below.contains(other))
                    .map(other -> "io.renkei." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.renkei." + bundle + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        });
    }

    @Test
    void nobodySeesTheInsideOfAnotherBundle() {
        MAY_USE.keySet()
                .forEach(bundle -> noClasses()
                        .that()
                        .resideOutsideOfPackage("io.renkei." + bundle + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.renkei." + bundle + ".internal..")
                        .check(classes));
    }

    @Test
    void bundlesFormNoCircle() {
        slices().matching("io.renkei.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyStepsAndRuntimeKnowCamel() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.renkei.steps..", "io.renkei.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(classes);
    }

    @Test
    void theApiKnowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("io.renkei.api..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.renkei.api..", "java..", "org.jspecify..", "org.osgi.annotation..")
                .check(classes);
    }
}
