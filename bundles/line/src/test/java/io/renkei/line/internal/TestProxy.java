package io.renkei.line.internal;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A network between a site and its centre that can be bad: cut, stalled, deaf in one direction, slow. */
final class TestProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final ServerSocket server = new ServerSocket();
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong toCutAfter = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong toFlipAfter = new AtomicLong(Long.MAX_VALUE);
    private final Object change = new Object();
    private volatile boolean stalled;
    private volatile boolean deafToCentre;
    private volatile boolean deafToSite;
    private volatile int bytesPerSecond = Integer.MAX_VALUE;

    TestProxy(int target) throws IOException {
        this.target = target;
        server.setReceiveBufferSize(BUFFER_BYTES);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start("accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many go through it now. */
    int connections() {
        return open.size() / 2;
    }

    /** Ends all connections at once. */
    void cut() {
        open.forEach(TestProxy::closeQuietly);
    }

    /** Cuts when this many more bytes have gone through towards the site. */
    void cutAfter(long bytes) {
        toCutAfter.set(bytes);
    }

    boolean hasCut() {
        return toCutAfter.get() == Long.MAX_VALUE;
    }

    /** Turns one bit when this many more bytes have gone through towards the site. */
    void flipAfter(long bytes) {
        toFlipAfter.set(bytes);
    }

    boolean willFlip() {
        return toFlipAfter.get() != Long.MAX_VALUE;
    }

    /** Holds what comes, both ways, and new connections too. */
    void stall() {
        stalled = true;
    }

    /** Takes what the centre sends and forwards none of it. */
    void deafToSite() {
        deafToSite = true;
    }

    /** Takes what the site sends and forwards none of it. */
    void deafToCentre() {
        deafToCentre = true;
    }

    void slow(int bytes) {
        bytesPerSecond = bytes;
    }

    void heal() {
        synchronized (change) {
            stalled = false;
            deafToCentre = false;
            deafToSite = false;
            change.notifyAll();
        }
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket site = server.accept();
            Socket centre = new Socket();
            centre.setReceiveBufferSize(BUFFER_BYTES);
            open.add(site);
            open.add(centre);
            centre.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            start("to centre", () -> forward(site, centre, true));
            start("to site", () -> forward(centre, site, false));
        }
    }

    private void forward(Socket from, Socket to, boolean toCentre) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                waitWhileStalled();
                if (!toCentre && willFlip() && toFlipAfter.addAndGet(-count) <= 0) {
                    toFlipAfter.set(Long.MAX_VALUE);
                    buffer[count / 2] ^= 1;
                }
                if (!(toCentre ? deafToCentre : deafToSite)) {
                    to.getOutputStream().write(buffer, 0, count);
                    pay(count);
                }
                if (!toCentre && toCutAfter.get() != Long.MAX_VALUE && toCutAfter.addAndGet(-count) <= 0) {
                    toCutAfter.set(Long.MAX_VALUE);
                    cut();
                }
            }
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void pay(int bytes) throws IOException {
        try {
            int rate = bytesPerSecond;
            if (rate != Integer.MAX_VALUE && NEVER.await(bytes * 1_000_000L / rate, TimeUnit.MICROSECONDS)) {
                throw new IOException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void waitWhileStalled() throws IOException {
        synchronized (change) {
            try {
                while (stalled) {
                    change.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    /** What fails is a connection that has ended, which is what this class is for. */
    private interface Task {
        void run() throws IOException;
    }

    private static void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        heal();
        server.close();
        cut();
    }
}
