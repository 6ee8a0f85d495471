package io.renkei.demo.internal.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a site and its centre, on a free port of the loopback address, and is the line that can be cut (every
 * connection is reset, new ones too) or go silent (connections stay, nothing passes: what a dead router looks like).
 */
public final class LineProxy implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final int CONNECT_MS = 5_000;
    private static final int RESET = 0;

    /** A site holds one connection; more are old ones on their way out. */
    private static final int MOST_SOCKETS = 128;

    private static final long LOOK_MS = 1_000;

    private enum Mode {
        OPEN,
        CUT,
        SILENT,
        CLOSED
    }

    private final InetSocketAddress centre;
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "line proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong bytes = new AtomicLong();
    private Mode mode = Mode.OPEN;

    private LineProxy(InetSocketAddress centre, ServerSocket door) {
        this.centre = centre;
        this.door = door;
    }

    /**
     * Begins to pass everything on.
     *
     * @param centre where sites are passed to
     */
    public static LineProxy open(InetSocketAddress centre) throws IOException {
        LineProxy proxy = new LineProxy(centre, new ServerSocket(0, 16, InetAddress.getLoopbackAddress()));
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    /** Where the site connects to. */
    public int port() {
        return door.getLocalPort();
    }

    /** Bytes that have passed, both directions together, since it was opened. */
    public long bytes() {
        return bytes.get();
    }

    /** Resets every connection, and every new one until {@link #restore}. */
    public void cut() {
        change(Mode.CUT);
        sockets.forEach(LineProxy::reset);
    }

    /** Lets connections stand and passes nothing on until {@link #restore}. */
    public void silence() {
        change(Mode.SILENT);
    }

    /** Everything passes again; what was held back by {@link #silence} goes on. */
    public void restore() {
        change(Mode.OPEN);
    }

    @Override
    public void close() throws IOException {
        change(Mode.CLOSED);
        door.close();
        sockets.forEach(LineProxy::reset);
        threads.shutdownNow();
    }

    private void change(Mode next) {
        synchronized (lock) {
            mode = next;
            lock.notifyAll();
        }
    }

    private Mode mode() {
        synchronized (lock) {
            return mode;
        }
    }

    private void accept() {
        while (mode() != Mode.CLOSED) {
            try {
                Socket site = door.accept();
                if (mode() == Mode.CUT || sockets.size() >= MOST_SOCKETS) {
                    reset(site);
                } else {
                    threads.execute(() -> join(site));
                }
            } catch (IOException e) {
                // the door was closed; whoever closed it has set the mode
                return;
            }
        }
    }

    private void join(Socket site) {
        sockets.add(site);
        Socket far = new Socket();
        sockets.add(far);
        try {
            far.connect(centre, CONNECT_MS);
            // a line does not collect small messages
            far.setTcpNoDelay(true);
            site.setTcpNoDelay(true);
            threads.execute(() -> pass(far, site));
            pass(site, far);
        } catch (IOException e) {
            end(site, far);
        }
    }

    /** One direction, until either side ends; then both end. */
    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0 && flows(); read = in.read(buffer)) {
                out.write(buffer, 0, read);
                bytes.addAndGet(read);
            }
        } catch (IOException e) {
            // the line is what breaks here; both ends see it below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(from, to);
        }
    }

    /** Waits while the line is silent; false: it is cut. */
    private boolean flows() throws InterruptedException {
        synchronized (lock) {
            while (mode == Mode.SILENT) {
                lock.wait(LOOK_MS);
            }
            return mode == Mode.OPEN;
        }
    }

    private void end(Socket one, Socket other) {
        reset(one);
        reset(other);
        sockets.remove(one);
        sockets.remove(other);
    }

    private static void reset(Socket socket) {
        try (socket) {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, RESET);
            }
        } catch (IOException e) {
            // it is gone already
        }
    }
}
