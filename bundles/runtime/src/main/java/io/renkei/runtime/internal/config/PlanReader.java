package io.renkei.runtime.internal.config;

import io.renkei.api.ConfigFault;
import io.renkei.runtime.internal.links.LinkPlan;
import java.nio.file.Path;
import java.util.List;

/** Turns a federation's configuration file into plans. */
public interface PlanReader {
    /** The plans of the file, or everything that is wrong with it. */
    Reading read(Path file);

    /**
     * @param plans empty if there are faults
     */
    record Reading(List<LinkPlan> plans, List<ConfigFault> faults) {
        public Reading {
            plans = List.copyOf(plans);
            faults = List.copyOf(faults);
        }
    }
}
