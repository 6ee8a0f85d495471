package io.renkei.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.Half;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** The configuration folder of a node, made of real files. */
final class NodeHome {
    static final String LIST_HEADER = "object,migrate,link,class,month_column,number_flag,columns\n";
    static final List<SampleKind> KINDS = List.of(new SampleKind("db"), new SampleKind("file"));

    /** Right for a node with the role all; eight lines. */
    static final String RIGHT = """
            federation = 13
            environment = prod
            name = 東京都国民健康保険団体連合会
            links = db
            db.source.url = jdbc:postgresql://c.example/payment_13
            db.source.password = secret:source-13
            db.target.url = jdbc:postgresql://s.example/payment_13
            db.target.password = secret:target-13
            """;

    final Path etc;

    NodeHome(Path etc) {
        this.etc = etc;
    }

    /** A node without any fault: role all, one federation, its list and secrets. */
    NodeHome whole() {
        node("role = all\nname = n1\n");
        list("tables.csv", "public.c_claim,yes,yes,claim,processing_month,no,*\n");
        secret("source-13", "rw-------", "s3cret-source\n");
        secret("target-13", "rw-------", "s3cret-target\n");
        federation("13-prod", RIGHT);
        return this;
    }

    Path node(String text) {
        return write(etc.resolve("io.renkei.node.cfg"), text);
    }

    Path federation(String instance, String text) {
        return write(etc.resolve("io.renkei.federation-" + instance + ".cfg"), text);
    }

    Path list(String name, String rows) {
        return write(etc.resolve("lists").resolve(name), LIST_HEADER + rows);
    }

    Path secret(String name, String mode, String text) {
        Path file = write(etc.resolve("secrets").resolve(name), text);
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** The secrets, with nothing in the environment. */
    FileSecrets secrets() {
        return new FileSecrets(etc.resolve("secrets"), Map.of());
    }

    ConfigCheck.Report check() {
        return ConfigCheck.check(etc, KINDS, secrets());
    }

    /** Reads a federation's file of a node with both halves. */
    Reading<FederationSettings> read(String instance, String text) {
        return FederationFile.read(federation(instance, text), KINDS, EnumSet.allOf(Half.class));
    }

    /** The faults in the form that people read, with the folder left out. */
    List<String> told(List<ConfigFault> faults) {
        return faults.stream()
                .map(fault -> fault.toString().replace(etc + "/", "").replace("io.renkei.federation-", ""))
                .toList();
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
