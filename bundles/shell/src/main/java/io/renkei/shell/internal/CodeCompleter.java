package io.renkei.shell.internal;

import io.renkei.api.ErrorCode;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes error codes. */
@Service
public final class CodeCompleter implements Completer {
    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(
                        Stream.of(ErrorCode.values()).map(ErrorCode::number).toList())
                .complete(session, commandLine, candidates);
    }
}
