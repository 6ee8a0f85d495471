package io.renkei.demo.internal.server;

import java.nio.file.Path;

/**
 * What a server is started with.
 *
 * @param folder data and log of the server; made if missing
 * @param links how many databases of this server take part in links: one slot, one sender and some sessions for each
 * @param durable whether a commit survives the loss of power; a killed process loses nothing either way
 */
public record ServerSettings(Path folder, int links, boolean durable) {
    private static final int MOST_LINKS = 1_000;

    public ServerSettings {
        if (links < 1 || links > MOST_LINKS) {
            throw new IllegalArgumentException("links must be 1.." + MOST_LINKS + ", was " + links);
        }
    }

    /** A server for a test: a handful of databases, fast rather than safe from power loss. */
    public static ServerSettings forTest(Path folder) {
        return new ServerSettings(folder, 8, false);
    }

    /** One slot per link, and as many again for a copy or a second try. */
    int slots() {
        return 2 * links + 4;
    }

    /** Per link: sender, capture, apply, verify on two connections, load and probes; plus some for people. */
    int connections() {
        return 8 * links + 40;
    }
}
