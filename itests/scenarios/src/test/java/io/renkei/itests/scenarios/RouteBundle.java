package io.renkei.itests.scenarios;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Route bundles as integrators make them. */
final class RouteBundle {
    private static final Path SHIPPED = Path.of(System.getProperty("renkei.launcher"))
            .resolveSibling("camel-routes/db/src/main/resources/OSGI-INF/blueprint/routes.xml");

    private RouteBundle() {}

    /** The shipped routes as a Blueprint file that works by itself. */
    static String blueprintFile() throws IOException {
        return Files.readString(SHIPPED, StandardCharsets.UTF_8);
    }

    /** The shipped routes with a step in each half that no Renkei can build. */
    static String brokenBlueprintFile() throws IOException {
        return blueprintFile().replace("renkei-policy:check", "renkei-policy:nonsense");
    }

    /** A bundle with {@link JavaRoutes} for both halves. */
    static void writeJava(Path jar, String version) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", "itest.java.routes");
        headers.putValue("Bundle-Version", version);
        headers.putValue("Import-Package", "org.apache.camel,org.apache.camel.builder,org.apache.camel.model");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            String classFile = JavaRoutes.class.getName().replace('.', '/') + ".class";
            entries.putNextEntry(new JarEntry(classFile));
            try (InputStream in = RouteBundle.class.getClassLoader().getResourceAsStream(classFile)) {
                in.transferTo(entries);
            }
            entries.putNextEntry(new JarEntry("OSGI-INF/blueprint/routes.xml"));
            entries.write(javaBlueprint().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String javaBlueprint() {
        StringBuilder xml = new StringBuilder("<blueprint xmlns=\"http://www.osgi.org/xmlns/blueprint/v1.0.0\">");
        for (String role : new String[] {"centre", "site"}) {
            xml.append("<service interface=\"org.apache.camel.RoutesBuilder\"><service-properties>"
                    + "<entry key=\"renkei.kind\" value=\"db\"/><entry key=\"renkei.role\" value=\"" + role
                    + "\"/></service-properties><bean class=\"" + JavaRoutes.class.getName()
                    + "\"><property name=\"role\" value=\"" + role + "\"/></bean></service>");
        }
        return xml.append("</blueprint>").toString();
    }
}
