package io.renkei.shell.internal;

import io.renkei.api.LinkService;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes link ids of this node and sets of them. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf fills the reference
public final class SelectorCompleter implements Completer {
    @Reference
    private LinkService links;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter completer = new StringsCompleter(Selector.SETS);
        links.statuses()
                .forEach(status -> completer.getStrings().add(status.link().toString()));
        return completer.complete(session, commandLine, candidates);
    }
}
