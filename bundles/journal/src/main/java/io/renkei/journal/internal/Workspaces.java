package io.renkei.journal.internal;

import java.util.ArrayDeque;

/** Lends workspaces, so that a link that waits costs no buffers. */
final class Workspaces implements AutoCloseable {
    /** Kept for the next user: 4 of 6 MiB at most. */
    private static final int IDLE_MAX = 4;

    private final ArrayDeque<Workspace> idle = new ArrayDeque<>();
    private boolean closed;

    synchronized Workspace take() {
        Workspace workspace = idle.pollLast();
        return workspace == null ? new Workspace() : workspace;
    }

    synchronized void give(Workspace workspace) {
        if (closed || idle.size() >= IDLE_MAX) {
            workspace.close();
        } else {
            idle.addLast(workspace);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Workspace::close);
        idle.clear();
    }
}
