package io.renkei.shell.internal;

import io.renkei.management.Role;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Returns when every link of this node runs or is paused. */
@Service
@Command(scope = "renkei", name = "wait-ready", description = "Returns when every link of this node runs or is paused.")
public final class WaitReadyCommand extends RenkeiCommand {
    private static final long LOOK_MS = 100;

    @Option(name = "--timeout", description = "Seconds; default 120")
    private int timeout = 120;

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout);
        CountDownLatch never = new CountDownLatch(1);
        while (!links().ready()) {
            try {
                if (System.nanoTime() > end || never.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    tell(false);
                    return ExitStatus.TIMED_OUT;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ExitStatus.TIMED_OUT;
            }
        }
        tell(true);
        return ExitStatus.OK;
    }

    private void tell(boolean ready) throws IOException {
        if (asJson()) {
            json("wait-ready", out -> out.writeBooleanField("ready", ready));
        } else {
            out().println(ready ? texts().text("ready") : texts().text("not.ready", timeout));
        }
    }
}
