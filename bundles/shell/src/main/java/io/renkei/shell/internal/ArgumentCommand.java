package io.renkei.shell.internal;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.jspecify.annotations.Nullable;

/**
 * A command with one argument. Karaf takes options before the argument only; people write {@code pause db-13-prod --for
 * 2h}, so what stands behind the argument is read here.
 */
abstract class ArgumentCommand extends RenkeiCommand {
    @Argument(
            index = 1,
            name = "options",
            description = "Options may stand behind the argument too",
            multiValued = true)
    private @Nullable List<String> trailing;

    @Override
    final void readTrailing() {
        if (trailing != null) {
            TrailingOptions.apply(this, trailing);
        }
    }
}
