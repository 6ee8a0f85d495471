package io.renkei.shell.internal;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** The reading end of a pipe. */
@Service
@Command(scope = "test", name = "count", description = "Counts the lines it reads.")
public final class CountLines implements Action {
    @Override
    public Object execute() throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(in.lines().count() + " lines");
        return null;
    }
}
