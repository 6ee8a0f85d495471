package io.renkei.runtime.internal.links;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.TransientLinkException;
import io.renkei.steps.Faults;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Does what only a link that carries can finish (a wait, a verification), and ends it with the link's cause as soon as the
 * link needs a person: nobody waits minutes for what can't come.
 */
final class RunningWork implements AutoCloseable {
    /** Each holds connections to databases; more at once would only slow each other down. */
    private static final int WORKS_MAX = 16;

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final long IDLE_S = 10;

    private final ExecutorService threads;

    RunningWork(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(0, WORKS_MAX, IDLE_S, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /**
     * @throws LinkException what the work throws, with the link's cause if it retries; or the cause why the link does not
     *     carry any more, the work is interrupted then
     */
    <T> T of(LinkHandle handle, Supplier<T> work) {
        throwObstacle(handle);
        LinkId link = handle.plan().link();
        Future<T> result;
        try {
            result = threads.submit(work::get);
        } catch (RejectedExecutionException e) {
            throw new TransientLinkException(
                    link, ErrorCode.LINK_NOT_RUNNING, WORKS_MAX + " waits and verifications are under way already", e);
        }
        try {
            while (true) {
                try {
                    return result.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    throwObstacle(handle);
                }
            }
        } catch (ExecutionException e) {
            throwObstacle(handle);
            if (e.getCause() instanceof RuntimeException wrongUse && !(wrongUse instanceof LinkException)) {
                throw wrongUse;
            }
            throw explained(handle.state(), Faults.of(e, link));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientLinkException(link, ErrorCode.WAIT_TIMED_OUT, "the wait was interrupted", e);
        } finally {
            result.cancel(true);
        }
    }

    private static void throwObstacle(LinkHandle handle) {
        LinkException obstacle = handle.obstacle();
        if (obstacle != null) {
            throw obstacle;
        }
    }

    /** Time has run out, and the link knows why. */
    private static LinkException explained(LinkState state, LinkException fault) {
        boolean late = fault.code() == ErrorCode.WAIT_TIMED_OUT || fault.code() == ErrorCode.LINK_NOT_RUNNING;
        return late && state instanceof LinkState.Retrying retrying
                ? new TransientLinkException(
                        fault.link(),
                        fault.code(),
                        fault.detail() + "; the link is retrying: "
                                + retrying.code().number() + " " + retrying.detail(),
                        fault)
                : fault;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
