package io.renkei.demo.internal.run;

/**
 * One federation in one environment: its payment database at the centre and its own copy.
 *
 * @param federation two digits
 * @param environment prod or test
 */
public record Pair(String federation, String environment) {
    /** The link between them. */
    public String link() {
        return "db-" + federation + "-" + environment;
    }

    /** The payment database at the centre. */
    public String payment() {
        return "pay" + federation + "_" + environment;
    }

    /** The federation's copy. */
    public String copy() {
        return "fed" + federation + "_" + environment;
    }

    /** Name of the file below {@code etc/}, at both nodes. */
    public String configFile() {
        return "io.renkei.federation-" + federation + "-" + environment + ".cfg";
    }

    /** The centre's half of the file. */
    public String centreConfig(String url, String user) {
        return head()
                + "db.source.url      = " + url + "\n"
                + "db.source.user     = " + user + "\n"
                + "db.source.password = secret:db" + federation + "\n";
    }

    /** The site's half of the file. */
    public String siteConfig(String url, String user) {
        return head()
                + "db.target.url      = " + url + "\n"
                + "db.target.user     = " + user + "\n"
                + "db.target.password = secret:db" + federation + "\n";
    }

    private String head() {
        return "federation  = " + federation + "\nenvironment = " + environment + "\nlinks       = db\n";
    }
}
