package io.renkei.management.internal;

import io.renkei.api.LinkService;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.management.StatusDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Pages for monitors: {@code live} (the process answers), {@code ready} (every link runs or is paused), {@code links} (200
 * while none is in an error). Status 200 or 503. On this machine they need no login and then say no more than counts; with
 * the login of a viewer {@code links} shows them all.
 */
final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient LinkService links;
    private final transient Predicate<@Nullable String> login;

    /**
     * @param login whether an {@code Authorization} header is that of somebody who may look
     */
    HealthServlet(LinkService links, Predicate<@Nullable String> login) {
        this.links = links;
        this.login = login;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String authorization = request.getHeader("Authorization");
        boolean known = authorization != null && login.test(authorization);
        if (!known && (authorization != null || !local(request))) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"renkei\", charset=\"UTF-8\"");
            answer(response, HttpServletResponse.SC_UNAUTHORIZED, "{\"status\":\"LOGIN NEEDED\"}");
            return;
        }
        switch (String.valueOf(request.getPathInfo())) {
            case "/live" -> answer(response, true);
            case "/ready" -> answer(response, links.ready());
            case "/links" -> answerLinks(response, known);
            default -> answer(response, HttpServletResponse.SC_NOT_FOUND, "{\"pages\":[\"live\",\"ready\",\"links\"]}");
        }
    }

    private static boolean local(HttpServletRequest request) throws IOException {
        // an address, never a name: nothing is looked up
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    }

    private static void answer(HttpServletResponse response, boolean up) throws IOException {
        answer(response, status(up), "{\"status\":\"" + word(up) + "\"}");
    }

    private void answerLinks(HttpServletResponse response, boolean known) throws IOException {
        List<LinkStatus> statuses = links.statuses();
        Instant now = Instant.now();
        boolean up = statuses.stream().noneMatch(status -> status.state().level() == LinkState.Level.ERROR);
        answer(response, status(up), Json.object(out -> {
            out.writeStringField("schema", known ? StatusDocument.SCHEMA : "renkei.health/1");
            out.writeStringField("status", word(up));
            if (known) {
                StatusDocument.write(out, links, statuses, now);
            } else {
                StatusDocument.writeCounts(out, links, statuses, now);
            }
        }));
    }

    private static int status(boolean up) {
        return up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private static void answer(HttpServletResponse response, int status, String json) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getWriter().println(json);
    }
}
