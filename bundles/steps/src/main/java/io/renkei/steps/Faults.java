package io.renkei.steps;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.TransientLinkException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.camel.CamelExecutionException;
import org.jspecify.annotations.Nullable;

/** What anything that was thrown means for a link. */
public final class Faults {
    private Faults() {}

    /**
     * A fault of the link as it is; anything else (steps of an integrator may throw what they like) is a fault of the
     * program that may heal. Names its class alone, because a message may hold values of rows; that of a class that can't
     * be linked holds names of classes only.
     */
    public static LinkException of(Throwable cause, LinkId link) {
        Throwable root = cause;
        for (Throwable c = cause; c != null; c = c.getCause()) {
            if (c instanceof LinkException fault) {
                return fault;
            }
            boolean wrapped = root instanceof CamelExecutionException || root instanceof CompletionException;
            root = wrapped ? c : root;
        }
        String name = root.getClass().getSimpleName();
        return new TransientLinkException(
                link, ErrorCode.INTERNAL, root instanceof LinkageError ? name + ": " + root.getMessage() : name, cause);
    }

    /**
     * Does the work and gives back what it threw, errors too; null: nothing. For threads that must outlive whatever a kind
     * or a route throws: one that dies of it would look as if it worked.
     */
    public static @Nullable Throwable thrownBy(Runnable work) {
        FutureTask<?> task = new FutureTask<>(work, null);
        task.run();
        try {
            task.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new IllegalStateException("the task is done, nothing is waited for", e);
        }
    }
}
