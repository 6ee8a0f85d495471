package io.renkei.management.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkState;
import io.renkei.management.InMemoryLinks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ProxyConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthServletTest {
    private static final Instant NOW = Instant.now();
    private final InMemoryLinks links = new InMemoryLinks();
    private static final int ANSWER_MAX_MS = 20_000;

    private final Server server = new Server(0);

    /** Where a peer says itself who it is. */
    private final ServerConnector told =
            new ServerConnector(server, new ProxyConnectionFactory(), new HttpConnectionFactory());

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(
                new ServletHolder(new HealthServlet(links, header -> "Basic good".equals(header))), "/renkei/health/*");
        server.setHandler(context);
        server.addConnector(told);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aLivingProcessIsUpAndSaysNothingElse() throws Exception {
        links.ready = false;
        HttpResponse<String> live = get("live", null);
        assertEquals(200, live.statusCode());
        assertEquals("{\"status\":\"UP\"}\n", live.body());
        assertEquals(
                "application/json;charset=utf-8",
                live.headers().firstValue("Content-Type").orElse("").toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void readyFollowsTheService() throws Exception {
        assertEquals(200, get("ready", null).statusCode());
        links.ready = false;
        assertEquals(503, get("ready", null).statusCode());
        assertEquals("{\"status\":\"DOWN\"}\n", get("ready", null).body());
    }

    @Test
    void withoutLoginLinksAreCountsOnly() throws Exception {
        links.link("db-13-prod", new LinkState.Running(NOW)).link("db-13-test", new LinkState.Running(NOW));
        HttpResponse<String> counts = get("links", null);
        assertEquals(200, counts.statusCode());
        assertEquals(
                "{\"schema\":\"renkei.health/1\",\"status\":\"UP\",\"counts\":{\"running\":2,\"late\":0,\"pendingEdits\":0}}\n",
                counts.body());
        links.link("db-31-prod", new LinkState.Failed(NOW, ErrorCode.SLOT_LOST, "slot x is gone"));
        assertEquals(503, get("links", null).statusCode());
        assertFalse(get("links", null).body().contains("db-"), "no link is named");
    }

    @Test
    void aViewersLoginShowsTheLinks() throws Exception {
        links.link("db-31-prod", new LinkState.Failed(NOW, ErrorCode.SLOT_LOST, "slot x is gone"));
        HttpResponse<String> all = get("links", "Basic good");
        assertEquals(503, all.statusCode());
        assertTrue(all.body().startsWith("{\"schema\":\"renkei.status/1\""), all.body());
        assertTrue(all.body().contains("slot x is gone"), all.body());
    }

    @Test
    void aWrongLoginIsRefusedEvenWhereNoneIsNeeded() throws Exception {
        HttpResponse<String> refused = get("live", "Basic bad");
        assertEquals(401, refused.statusCode());
        assertTrue(refused.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic realm=\"renkei\""));
    }

    /** Addresses of the documentation (RFC 5737, RFC 3849), of a private network and of a link: all are other machines. */
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "10.0.0.1", "169.254.1.1", "2001:db8::7", "fe80::1", "0.0.0.0"})
    void anotherMachineNeedsALogin(String address) throws Exception {
        assertEquals(401, statusFor(address, null));
        assertEquals(401, statusFor(address, "Basic bad"));
        assertEquals(200, statusFor(address, "Basic good"));
    }

    /** All of 127.0.0.0/8 never leaves a machine (RFC 1122, 3.2.1.3). */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "127.255.255.254", "::1"})
    void thisMachineNeedsNone(String address) throws Exception {
        assertEquals(200, statusFor(address, null));
    }

    /** The status that a peer of this address gets. Jetty takes it from the PROXY line before the request: no network. */
    private int statusFor(String address, String authorization) throws IOException {
        String family = address.indexOf(':') < 0 ? "TCP4" : "TCP6";
        String login = authorization == null ? "" : "Authorization: " + authorization + "\r\n";
        String request = "PROXY " + family + " " + address + " " + address + " 40000 80\r\n"
                + "GET /renkei/health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + login + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), told.getLocalPort())) {
            socket.setSoTimeout(ANSWER_MAX_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 "), answer);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @Test
    void anUnknownPageNamesThoseThereAre() throws Exception {
        HttpResponse<String> unknown = get("nothing", null);
        assertEquals(404, unknown.statusCode());
        assertTrue(unknown.body().contains("\"ready\""), unknown.body());
    }

    private HttpResponse<String> get(String page, String authorization) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/renkei/health/" + page));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
