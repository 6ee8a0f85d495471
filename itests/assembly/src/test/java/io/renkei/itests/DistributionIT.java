package io.renkei.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFileExtend;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.xml.in.ModelParser;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ConfigurationAdmin;
import org.w3c.dom.Document;

/** The built distribution from inside: bundles, Camel in OSGi, the traps of the container that its settings cure. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DistributionIT {

    private static final Duration BOUND = Duration.ofSeconds(60);

    @Inject
    private BundleContext bundles;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private SessionFactory sessions;

    @Configuration
    public Option[] distribution() throws IOException {
        List<Option> options = new ArrayList<>(List.of(
                karafDistributionConfiguration()
                        .frameworkUrl(new File(System.getProperty("renkei.distribution"))
                                .toURI()
                                .toString())
                        .karafVersion("4.4.10")
                        .name("Renkei")
                        .unpackDirectory(new File("target/exam"))
                        .useDeployFolder(false),
                keepRuntimeFolder(),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                // the test's own bundles come from the local repository, where the distribution never looks
                editConfigurationFileExtend(
                        "etc/org.ops4j.pax.url.mvn.cfg",
                        "org.ops4j.pax.url.mvn.defaultRepositories",
                        "file:" + System.getProperty("org.ops4j.pax.url.mvn.localRepository")
                                + "@id=tests.repository@snapshots"),
                editConfigurationFilePut("etc/org.apache.karaf.shell.cfg", "sshPort", freePort()),
                editConfigurationFilePut("etc/org.ops4j.pax.web.cfg", "org.osgi.service.http.port", freePort()),
                editConfigurationFilePut("etc/org.apache.karaf.management.cfg", "rmiRegistryPort", freePort()),
                editConfigurationFilePut("etc/org.apache.karaf.management.cfg", "rmiServerPort", freePort())));
        for (String opened : List.of(
                "java.base/java.lang",
                "java.base/java.net",
                "java.base/java.util",
                "java.base/java.security",
                "java.base/java.text",
                "java.naming/javax.naming.spi",
                "java.rmi/sun.rmi.transport.tcp")) {
            options.add(vmOption("--add-opens=" + opened + "=ALL-UNNAMED"));
        }
        for (String exported : List.of(
                "java.base/sun.net.www.protocol.http",
                "java.base/sun.net.www.protocol.https",
                "java.base/sun.net.www.protocol.file",
                "java.base/sun.net.www.protocol.jar",
                "java.base/org.apache.karaf.specs.locator",
                "jdk.naming.rmi/com.sun.jndi.url.rmi",
                "java.rmi/sun.rmi.registry")) {
            options.add(vmOption("--add-exports=" + exported + "=ALL-UNNAMED"));
        }
        options.addAll(List.of(
                vmOption("--add-reads=java.xml=java.logging"),
                vmOption("--patch-module"),
                vmOption("java.base=lib/endorsed/org.apache.karaf.specs.locator-4.4.10.jar"),
                vmOption("--patch-module"),
                vmOption("java.xml=lib/endorsed/org.apache.karaf.specs.java.xml-4.4.10.jar"),
                vmOption("-Xmx384m"),
                vmOption("-classpath"),
                vmOption("lib/jdk9plus/*" + File.pathSeparator + "lib/boot/*")));
        return options.toArray(Option[]::new);
    }

    @Test
    public void everyBundleIsActive() throws Exception {
        await(() -> inactive().isEmpty());
        assertEquals(List.of(), inactive());
        assertTrue("only " + bundles.getBundles().length + " bundles", bundles.getBundles().length > 90);
    }

    @Test
    public void camelFindsItsComponentsAndLanguages() throws Exception {
        try (CamelContext context = new OsgiDefaultCamelContext(bundles)) {
            context.getRegistry()
                    .bind(
                            "db",
                            java.lang.reflect.Proxy.newProxyInstance(
                                    DataSource.class.getClassLoader(),
                                    new Class<?>[] {DataSource.class},
                                    (proxy, method, arguments) -> null));
            for (String uri : List.of(
                    "file:target/in",
                    "ftp:127.0.0.1/in",
                    "ftps:127.0.0.1/in",
                    "sftp:127.0.0.1/in",
                    "jdbc:db",
                    "seda:q",
                    "timer:t",
                    "scheduler:s",
                    "quartz:q?cron=0+0+*+*+*+?",
                    "direct:d",
                    "log:l",
                    "mock:m",
                    "controlbus:route",
                    "xslt:file:x.xsl",
                    "stub:s")) {
                assertNotNull(uri, context.getEndpoint(uri));
            }
            for (String language :
                    List.of("simple", "constant", "header", "ref", "exchangeProperty", "tokenize", "xpath", "bean")) {
                assertNotNull(language, context.resolveLanguage(language));
            }
        }
    }

    @Test
    public void camelConvertsTypes() throws Exception {
        try (CamelContext context = new OsgiDefaultCamelContext(bundles)) {
            context.start();
            Path file = Files.writeString(Files.createTempFile("convert", ".txt"), "連携");
            assertEquals(Integer.valueOf(42), context.getTypeConverter().convertTo(Integer.class, "42"));
            assertEquals("連携", context.getTypeConverter().convertTo(String.class, file.toFile()));
            assertNotNull(context.getTypeConverter().convertTo(InputStream.class, "text"));
            assertEquals(
                    "a",
                    context.getTypeConverter()
                            .mandatoryConvertTo(Document.class, "<a/>")
                            .getDocumentElement()
                            .getTagName());
        }
    }

    @Test
    public void xmlAndYamlRoutesRunAndShowInJmx() throws Exception {
        MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();
        Path in = Files.createTempDirectory("in");
        Path out = Files.createTempDirectory("out");
        try (CamelContext context = new OsgiDefaultCamelContext(bundles)) {
            context.getCamelContextExtension().setName("13-prod");
            context.setManagementName("13-prod");
            String xml =
                    "<routes xmlns=\"http://camel.apache.org/schema/blueprint\"><route id=\"xml\"><from uri=\"file:"
                            + in + "?initialDelay=0&amp;delay=100\"/><setBody><simple>${body} by xml</simple></setBody>"
                            + "<to uri=\"seda:next\"/></route></routes>";
            Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
            model.addRouteDefinitions(new ModelParser(new StringReader(xml), "http://camel.apache.org/schema/blueprint")
                    .parseRoutesDefinition()
                    .orElseThrow()
                    .getRoutes());
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromString(
                            "routes.yaml",
                            "- route:\n    id: yaml\n    from:\n      uri: seda:next\n      steps:\n"
                                    + "        - setBody:\n            simple: \"${body} and yaml\"\n"
                                    + "        - to:\n            uri: file:" + out + "\n"));
            context.start();
            Files.writeString(in.resolve("a.txt"), "carried");
            await(() -> Files.exists(out.resolve("a.txt"))
                    && Files.readString(out.resolve("a.txt")).equals("carried by xml and yaml"));
            for (String route : List.of("xml", "yaml")) {
                assertEquals(
                        "Started",
                        jmx.getAttribute(
                                new ObjectName("org.apache.camel:context=13-prod,type=routes,name=\"" + route + "\""),
                                "State"));
            }
            assertEquals(
                    "4.22.0",
                    jmx.getAttribute(
                            new ObjectName("org.apache.camel:context=13-prod,type=context,name=\"13-prod\""),
                            "CamelVersion"));
        }
    }

    @Test
    public void timerAndQuartzFire() throws Exception {
        CountDownLatch timer = new CountDownLatch(1);
        CountDownLatch quartz = new CountDownLatch(1);
        try (CamelContext context = new OsgiDefaultCamelContext(bundles)) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("timer:t?repeatCount=1&delay=0").process(exchange -> timer.countDown());
                    from("quartz:q?cron=*+*+*+*+*+?").process(exchange -> quartz.countDown());
                }
            });
            context.start();
            assertTrue(timer.await(BOUND.toSeconds(), TimeUnit.SECONDS));
            assertTrue(quartz.await(BOUND.toSeconds(), TimeUnit.SECONDS));
        }
    }

    /** Trap: a burst of more than 256 files was dropped whole, and Japanese was read as ISO-8859-1. */
    @Test
    public void threeHundredConfigurationFilesAtOnceAllArriveInUtf8() throws Exception {
        Path etc = Path.of(System.getProperty("karaf.etc"));
        Path aside = Files.createTempDirectory(etc.getParent(), "burst");
        for (int i = 0; i < 300; i++) {
            Files.writeString(aside.resolve("io.renkei.itest-" + i + ".cfg"), "label = 東京都国保連合会 " + i + "\n");
        }
        for (int i = 0; i < 300; i++) {
            String name = "io.renkei.itest-" + i + ".cfg";
            Files.move(aside.resolve(name), etc.resolve(name));
        }
        try {
            await(() -> labels().size() == 300);
            assertTrue(labels().toString(), labels().contains("東京都国保連合会 299"));
        } finally {
            for (int i = 0; i < 300; i++) {
                Files.deleteIfExists(etc.resolve("io.renkei.itest-" + i + ".cfg"));
            }
        }
        await(() -> configurations.listConfigurations("(service.factoryPid=io.renkei.itest)") == null);
    }

    @Test
    public void noUserIsShipped() throws Exception {
        for (String user : List.of("karaf", "admin", "_g_:admingroup")) {
            LoginContext login = new LoginContext("karaf", callbacks -> {
                for (Callback callback : callbacks) {
                    if (callback instanceof NameCallback name) {
                        name.setName(user);
                    } else if (callback instanceof PasswordCallback password) {
                        password.setPassword(user.toCharArray());
                    }
                }
            });
            assertThrows(user, LoginException.class, login::login);
        }
        String users = Files.readString(Path.of(System.getProperty("karaf.etc"), "users.properties"));
        assertTrue(
                users,
                users.lines()
                        .filter(line -> !line.isBlank())
                        .allMatch(line -> line.startsWith("#") || line.startsWith("_g_")));
    }

    @Test
    public void noRemoteRepositoryIsConfigured() throws Exception {
        Object repositories = configurations
                .getConfiguration("org.ops4j.pax.url.mvn", null)
                .getProperties()
                .get("org.ops4j.pax.url.mvn.repositories");
        assertTrue("repositories: " + repositories, repositories == null || repositories.equals(""));
        Path etc = Path.of(System.getProperty("karaf.etc"));
        try (var files = Files.list(etc)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(
                        file + " names a remote repository", text.contains("maven2") || text.contains("@id=central"));
            }
        }
    }

    @Test
    public void aCommandNobodyNamedIsForAdministrators() throws Exception {
        assertTrue(shell("package:exports", "admin", "viewer").contains("org.apache.camel"));
        for (String forbidden : List.of("package:exports", "bundle:install file:/x", "config:list", "shell:exec ls")) {
            Exception refused = assertThrows(forbidden, Exception.class, () -> shell(forbidden, "viewer"));
            assertTrue(
                    forbidden + ": " + refused,
                    refused.toString().contains("CommandNotFound") || refused instanceof SecurityException);
        }
        assertTrue(shell("shell:echo seen", "viewer").contains("seen"));
    }

    private List<String> inactive() {
        List<String> found = new ArrayList<>();
        for (Bundle bundle : bundles.getBundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            if (!fragment && bundle.getState() != Bundle.ACTIVE) {
                found.add(bundle + " in state " + bundle.getState());
            }
        }
        return found;
    }

    private TreeSet<String> labels() throws Exception {
        TreeSet<String> labels = new TreeSet<>();
        var found = configurations.listConfigurations("(service.factoryPid=io.renkei.itest)");
        for (var configuration : found == null ? new org.osgi.service.cm.Configuration[0] : found) {
            labels.add(String.valueOf(configuration.getProperties().get("label")));
        }
        return labels;
    }

    /** Runs a command as somebody with these roles, as the shell over SSH does. */
    private String shell(String command, String... roles) throws Exception {
        Subject subject = new Subject();
        for (String role : roles) {
            subject.getPrincipals().add(new RolePrincipal(role));
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
        Session session = sessions.create(new ByteArrayInputStream(new byte[0]), stream, stream);
        try {
            Subject.doAs(subject, (PrivilegedExceptionAction<Object>) () -> session.execute(command));
        } catch (java.security.PrivilegedActionException e) {
            throw e.getException();
        } finally {
            session.close();
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + BOUND.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.call()) {
            assertTrue("not within " + BOUND, System.nanoTime() < end);
            assertFalse(never.await(100, TimeUnit.MILLISECONDS));
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
