package io.renkei.runtime.internal.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.LinkKind;
import io.renkei.api.LinkService.EffectiveSetting;
import io.renkei.api.Secrets;
import io.renkei.config.ConfigCheck;
import io.renkei.config.EffectiveSettings;
import io.renkei.config.FederationFile;
import io.renkei.config.FederationSettings;
import io.renkei.config.NodeSettings;
import io.renkei.runtime.internal.Kinds;
import io.renkei.runtime.internal.links.LinkPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Plans from the federations' files of this node, for the halves that its role has. */
public final class FilePlanReader implements PlanReader {
    private final Path etc;
    private final Kinds kinds;
    private final Secrets secrets;

    public FilePlanReader(Path etc, Kinds kinds, Secrets secrets) {
        this.etc = etc;
        this.kinds = kinds;
        this.secrets = secrets;
    }

    @Override
    public Reading read(Path file) {
        io.renkei.config.Reading<NodeSettings> node = NodeSettings.read(etc);
        if (node.value().isEmpty()) {
            return Reading.faulty(node.faults());
        }
        Set<Half> halves = node.value().get().role().halves();
        Map<String, LinkKind> known =
                kinds.all().stream().collect(Collectors.toMap(LinkKind::name, Function.identity()));
        io.renkei.config.Reading<FederationSettings> read = FederationFile.read(file, known.values(), halves);
        if (read.value().isEmpty()) {
            return Reading.faulty(read.faults());
        }
        List<LinkPlan> plans = new ArrayList<>();
        read.value().get().halves().forEach(half -> {
            LinkKind kind = known.get(half.link().kind());
            if (kind != null) {
                plans.add(new LinkPlan(
                        half.link(),
                        half.half(),
                        kind,
                        half.settings(),
                        half.journal(),
                        half.late(),
                        file.getFileName().toString()));
            }
        });
        return new Reading(plans, read.value().get(), List.of());
    }

    @Override
    public List<ConfigFault> check(List<Path> wanted) {
        return ConfigCheck.check(etc, kinds.all(), secrets, wanted).faultsOf(etc, wanted);
    }

    @Override
    public List<EffectiveSetting> effective(Path file, LinkId link) {
        List<LinkKind> all = kinds.all();
        return NodeSettings.read(etc)
                .value()
                .flatMap(node ->
                        FederationFile.read(file, all, node.role().halves()).value())
                .flatMap(federation -> all.stream()
                        .filter(kind -> kind.name().equals(link.kind()))
                        .findFirst()
                        .map(kind -> EffectiveSettings.of(federation, kind)))
                .orElse(List.of());
    }
}
