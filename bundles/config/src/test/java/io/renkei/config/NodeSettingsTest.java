package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.renkei.api.Half;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {
    @TempDir
    private Path etc;

    private List<String> faults(String text) {
        NodeHome home = new NodeHome(etc);
        home.node(text);
        return home.told(NodeSettings.read(etc).faults());
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        new NodeHome(etc).node("role = site\n");
        NodeSettings node = NodeSettings.read(etc).value().orElseThrow();
        assertEquals(
                new NodeSettings("renkei", NodeSettings.Role.SITE, etc.resolve("lists"), etc.resolve("secrets")), node);
        assertEquals(Set.of(Half.SITE), node.role().halves());
        assertEquals(Set.of(Half.CENTRE, Half.SITE), NodeSettings.Role.ALL.halves());
    }

    @Test
    void foldersMayBeElsewhere() {
        new NodeHome(etc).node("lists = /srv/lists\nsecrets = ../secrets\n");
        NodeSettings node = NodeSettings.read(etc).value().orElseThrow();
        assertEquals(Path.of("/srv/lists"), node.lists());
        assertEquals(etc.resolve("../secrets"), node.secrets());
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertEquals(
                List.of(
                        "io.renkei.node.cfg:1: RNK-2004 name is 1..60 letters, digits and dashes",
                        "io.renkei.node.cfg:2: RNK-2004 role 'center' is not possible; allowed: centre, site, all; did you mean centre?",
                        "io.renkei.node.cfg:4: RNK-2004 secrets is empty; allowed: text",
                        "io.renkei.node.cfg:3: RNK-2002 unknown key 'list'; allowed: name, role, lists, secrets; did you mean lists?"),
                faults("name = a b\nrole = center\nlist = lists\nsecrets =\n"));
    }

    @Test
    void withoutItsFileANodeIsNotGuessed() {
        assertEquals(
                List.of("io.renkei.node.cfg:0: RNK-2009 there is no such file"),
                new NodeHome(etc).told(NodeSettings.read(etc).faults()));
    }
}
