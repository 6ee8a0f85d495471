package io.renkei.shell.internal;

import io.renkei.api.ErrorCode;
import io.renkei.api.Nearest;
import io.renkei.management.Role;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Explains an error code: cause, action, and who must act. */
@Service
@Command(scope = "renkei", name = "explain", description = "Explains an error code: cause, action, and who must act.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class ExplainCommand extends ArgumentCommand {
    @Argument(name = "code", description = "For example RNK-3006", required = true)
    @Completion(CodeCompleter.class)
    private String code;

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        List<String> numbers =
                Stream.of(ErrorCode.values()).map(ErrorCode::number).toList();
        ErrorCode known = Stream.of(ErrorCode.values())
                .filter(candidate -> candidate.number().equalsIgnoreCase(code)
                        || candidate.number().equals("RNK-" + code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(texts().text("no.code", code)
                        + Nearest.of(code, numbers)
                                .map(near -> " " + texts().text("meant", near))
                                .orElse("")));
        if (asJson()) {
            json("explain", out -> {
                out.writeStringField("code", known.number());
                out.writeStringField("name", known.name());
                out.writeStringField("cause", known.cause(Locale.ENGLISH));
                out.writeStringField("action", known.action(Locale.ENGLISH));
                out.writeStringField("duty", known.duty().name().toLowerCase(Locale.ROOT));
            });
        } else {
            out().println(known.number() + " " + known.name());
            out().println("  " + texts().text("head.cause") + ": " + known.cause(locale()));
            out().println("  " + texts().text("head.action") + ": " + known.action(locale()));
            out().println("  " + texts().text("head.who") + ": " + known.duty().label(locale()));
        }
        return ExitStatus.OK;
    }
}
