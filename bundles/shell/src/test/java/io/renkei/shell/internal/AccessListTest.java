package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.junit.jupiter.api.Test;

class AccessListTest {
    private static final Path LIST =
            Path.of("../../karaf-assembly/src/main/assembly/etc/org.apache.karaf.command.acl.renkei.cfg");

    @Test
    void everyCommandIsVisibleToAllRolesAndNamesItsOwn() throws Exception {
        Properties list = new Properties();
        try (Reader reader = Files.newBufferedReader(LIST)) {
            list.load(reader);
        }
        for (Class<?> command : Shell.COMMANDS) {
            String name = command.getAnnotation(Command.class).name();
            assertEquals("viewer,manager,admin", list.getProperty(name), name);
        }
        assertEquals("admin", list.getProperty("*"));
    }

    @Test
    void theShellOfTheTestsHasEveryCommandThereIs() throws Exception {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> classes = Files.list(Path.of("target/classes/io/renkei/shell/internal"))) {
            for (Path file : classes.toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                if (name.endsWith("Command")
                        && Class.forName("io.renkei.shell.internal." + name).isAnnotationPresent(Command.class)) {
                    found.add(name);
                }
            }
        }
        assertEquals(
                Shell.COMMANDS.stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new)),
                found);
    }
}
