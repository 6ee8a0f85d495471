package io.renkei.line.internal;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads of a node's lines: few and bounded, except one for each open channel, which {@link #channel} starts. */
final class LineThreads implements AutoCloseable {
    /** Answers may wait for a database; more than this many at once wait their turn. */
    private static final int ANSWERERS = 16;

    private static final int QUEUE_MAX = 1024;
    private static final long IDLE_S = 30;

    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, task -> daemon(task, "renkei line clock"));
    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            ANSWERERS,
            ANSWERERS,
            IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE_MAX),
            task -> daemon(task, "renkei line"));

    LineThreads() {
        pool.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Runs a short task.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many wait
     */
    void execute(Runnable task) {
        pool.execute(task);
    }

    /** Runs a task that does not block, again and again. */
    ScheduledFuture<?> every(Duration period, Runnable task) {
        return clock.scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a task that does not block, once. */
    ScheduledFuture<?> after(Duration wait, Runnable task) {
        return clock.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts the thread of a channel. */
    static Thread channel(String name, Runnable task) {
        Thread thread = daemon(task, name);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        pool.shutdownNow();
    }
}
