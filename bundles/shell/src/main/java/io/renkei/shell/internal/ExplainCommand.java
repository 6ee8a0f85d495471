package io.renkei.shell.internal;

import io.renkei.api.ErrorCode;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Explains an error code: cause and action. */
@Service
@Command(scope = "renkei", name = "explain", description = "Explains an error code: cause and action.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class ExplainCommand extends ArgumentCommand {
    @Argument(name = "code", description = "For example RNK-3006", required = true)
    private String code;

    @Override
    int run() throws IOException {
        for (ErrorCode known : ErrorCode.values()) {
            if (known.number().equals(code)) {
                out().println(code + " " + known);
                out().println(known.cause(locale()));
                out().println(known.action(locale()));
                return ExitStatus.OK;
            }
        }
        throw new IllegalArgumentException("there is no code " + code + "; codes look like RNK-3006");
    }
}
