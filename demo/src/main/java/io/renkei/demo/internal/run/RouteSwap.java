package io.renkei.demo.internal.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Makes later versions of the route bundle of database links, as an integrator would. */
final class RouteSwap {
    private RouteSwap() {}

    /**
     * @param installation folder with {@code system/}
     * @param target the new jar
     * @param version higher than that of every one before
     */
    static void make(Path installation, Path target, String version) throws IOException {
        try (InputStream in = Files.newInputStream(find(installation));
                JarInputStream jar = new JarInputStream(in)) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (OutputStream out = Files.newOutputStream(target);
                    JarOutputStream copy = new JarOutputStream(out, manifest)) {
                for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                    copy.putNextEntry(new JarEntry(entry.getName()));
                    jar.transferTo(copy);
                    copy.closeEntry();
                }
            }
        }
    }

    private static Path find(Path installation) throws IOException {
        try (Stream<Path> jars = Files.walk(installation.resolve("system/io/renkei/io.renkei.routes.db"))) {
            return jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no route bundle in " + installation));
        }
    }
}
