package dev.assay.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses client = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void client_dependsOnJdkContractsAndGrpcOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.assay.client..",
                        "dev.assay.v1..",
                        "dev.assay.datalabeling.v1beta1..",
                        "io.grpc",
                        "io.grpc.stub..",
                        "io.grpc.protobuf..",
                        "com.google.protobuf..",
                        "com.google.rpc..",
                        "org.jspecify..")
                .check(client);
    }

    @Test
    void mostTypes_arePackagePrivate() {
        long named = client.stream().filter(type -> !type.isAnonymousClass()).count();
        long open = client.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();
        assertThat((double) open / named).isLessThan(0.6);
    }
}
