package io.renkei.runtime.internal.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.config.FederationSettings;
import io.renkei.runtime.internal.links.LinkPlan;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a federation's configuration file into plans. */
public interface PlanReader {
    /** The plans of the file, or everything that is wrong with it. */
    Reading read(Path file);

    /** The faults of these files, seen together with all others of the node; of all files if there are none. */
    List<ConfigFault> check(List<Path> wanted);

    /** The settings of a link as the file has them now, defaults included. */
    List<LinkService.EffectiveSetting> effective(Path file, LinkId link);

    /**
     * @param plans empty if there are faults
     * @param settings what the plans were made of; null if there are faults
     */
    record Reading(List<LinkPlan> plans, @Nullable FederationSettings settings, List<ConfigFault> faults) {
        public Reading {
            plans = List.copyOf(plans);
            faults = List.copyOf(faults);
        }

        static Reading faulty(List<ConfigFault> faults) {
            return new Reading(List.of(), null, faults);
        }
    }
}
