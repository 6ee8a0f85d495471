package io.renkei.management.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkState;
import io.renkei.management.InMemoryLinks;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServletTest {
    private static final Instant NOW = Instant.now();
    private final InMemoryLinks links = new InMemoryLinks();
    private final Server server = new Server(0);
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(
                new ServletHolder(new HealthServlet(links, header -> "Basic good".equals(header))), "/renkei/health/*");
        server.setHandler(context);
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

    @Test
    void anotherMachineNeedsALogin() throws Exception {
        Optional<String> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(found -> found instanceof Inet4Address && !found.isLoopbackAddress())
                .map(found -> found.getHostAddress())
                .findFirst();
        Assumptions.assumeTrue(address.isPresent(), "this machine has no address but loopback");
        assertEquals(401, get(address.get(), "live", null).statusCode());
        assertEquals(200, get(address.get(), "live", "Basic good").statusCode());
    }

    @Test
    void anUnknownPageNamesThoseThereAre() throws Exception {
        HttpResponse<String> unknown = get("nothing", null);
        assertEquals(404, unknown.statusCode());
        assertTrue(unknown.body().contains("\"ready\""), unknown.body());
    }

    private HttpResponse<String> get(String page, String authorization) throws Exception {
        return get("127.0.0.1", page, authorization);
    }

    private HttpResponse<String> get(String host, String page, String authorization) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/renkei/health/" + page));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
