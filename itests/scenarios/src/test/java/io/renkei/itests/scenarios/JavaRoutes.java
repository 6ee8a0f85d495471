package io.renkei.itests.scenarios;

import org.apache.camel.builder.RouteBuilder;

/** Both halves of database links as an integrator writes them in Java, in a bundle of the test's own making. */
public final class JavaRoutes extends RouteBuilder {
    private boolean centre;

    /** Set by Blueprint. */
    public void setRole(String role) {
        centre = role.equals("centre");
    }

    @Override
    public void configure() {
        if (centre) {
            routeTemplate("capture")
                    .templateParameter("link")
                    .from("renkei-db:capture?link={{link}}")
                    .to("renkei-policy:check")
                    .to("renkei-journal:append");
            routeTemplate("send")
                    .templateParameter("link")
                    .from("renkei-journal:read?link={{link}}")
                    .to("renkei-line:send");
        } else {
            routeTemplate("apply")
                    .templateParameter("link")
                    .from("renkei-line:receive?link={{link}}")
                    .to("renkei-policy:check")
                    .to("log:carried?level=DEBUG")
                    .to("renkei-db:apply");
        }
    }
}
