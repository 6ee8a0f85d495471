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
 * connection is reset, new ones too), go silent (connections stay, nothing passes: what a dead router looks like), go
 * silent in one direction, or leave one end with a connection whose other end is gone. It can also lead to another centre.
 */
public final class LineProxy implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final int CONNECT_MS = 5_000;
    private static final int RESET = 0;

    /** A site holds one connection; more are old ones on their way out. */
    private static final int MOST_CONNECTIONS = 64;

    private static final long LOOK_MS = 1_000;

    private enum Mode {
        OPEN,
        CUT,
        SILENT,
        NO_ANSWERS,
        CLOSED
    }

    /** An end of a connection. */
    public enum End {
        SITE,
        CENTRE
    }

    /** One connection: a socket to each end. */
    private static final class Joint {
        private final Socket site;
        private final Socket centre = new Socket();
        private volatile boolean halfOpen;

        private Joint(Socket site) {
            this.site = site;
        }

        private Socket socket(End end) {
            return end == End.SITE ? site : centre;
        }
    }

    private volatile InetSocketAddress centre;
    private final ServerSocket door;
    private final Set<Joint> joints = ConcurrentHashMap.newKeySet();
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
        joints.forEach(this::end);
    }

    /** Lets connections stand and passes nothing on until {@link #restore}. */
    public void silence() {
        change(Mode.SILENT);
    }

    /** What the centre sends passes; what the site sends is held back until {@link #restore}. */
    public void holdAnswers() {
        change(Mode.NO_ANSWERS);
    }

    /**
     * One end of every connection is gone, and the other is not told: its connection stands, and nothing comes or goes
     * any more. New connections are as good as ever.
     */
    public void lose(End gone) {
        joints.forEach(joint -> {
            joint.halfOpen = true;
            reset(joint.socket(gone));
        });
    }

    /** Everything passes again; what was held back by {@link #silence} or {@link #holdAnswers} goes on. */
    public void restore() {
        change(Mode.OPEN);
    }

    /** New connections lead there; the old ones are reset: another machine has taken the centre's address over. */
    public void leadTo(InetSocketAddress other) {
        centre = other;
        joints.forEach(this::end);
    }

    @Override
    public void close() throws IOException {
        change(Mode.CLOSED);
        door.close();
        joints.forEach(this::end);
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
                if (mode() == Mode.CUT || joints.size() >= MOST_CONNECTIONS) {
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
        Joint joint = new Joint(site);
        joints.add(joint);
        try {
            joint.centre.connect(centre, CONNECT_MS);
            // a line does not collect small messages
            joint.centre.setTcpNoDelay(true);
            site.setTcpNoDelay(true);
            threads.execute(() -> pass(joint, End.CENTRE));
            pass(joint, End.SITE);
        } catch (IOException e) {
            end(joint);
        }
    }

    /** One direction, until either end is gone; then both are, unless one must not know. */
    private void pass(Joint joint, End from) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = joint.socket(from).getInputStream();
            OutputStream out =
                    joint.socket(from == End.SITE ? End.CENTRE : End.SITE).getOutputStream();
            for (int read = in.read(buffer); read >= 0 && flows(from); read = in.read(buffer)) {
                if (joint.halfOpen) {
                    continue;
                }
                out.write(buffer, 0, read);
                bytes.addAndGet(read);
            }
        } catch (IOException e) {
            // the line is what breaks here; the ends see it below
            if (joint.halfOpen && !joint.socket(from).isClosed()) {
                swallow(joint, from);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!joint.halfOpen || !joint.socket(from).isClosed()) {
                end(joint);
            }
        }
    }

    /** The end that knows nothing goes on talking to nobody, until it gives up. */
    private static void swallow(Joint joint, End from) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = joint.socket(from).getInputStream();
            while (in.read(buffer) >= 0) {
                // nobody hears it
            }
        } catch (IOException e) {
            // it has given up
        }
    }

    /** Waits while nothing comes through from this end; false: the line is cut. */
    private boolean flows(End from) throws InterruptedException {
        synchronized (lock) {
            while (mode == Mode.SILENT || (mode == Mode.NO_ANSWERS && from == End.SITE)) {
                lock.wait(LOOK_MS);
            }
            return mode == Mode.OPEN || mode == Mode.NO_ANSWERS;
        }
    }

    private void end(Joint joint) {
        reset(joint.site);
        reset(joint.centre);
        joints.remove(joint);
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
