package io.renkei.api;

import java.util.List;

/** Where the steps of one half of a link tell what happens to them; safe for any thread. */
public interface LinkReporter {
    /** The half is in this state now. A pause, fence or stop asked for by others wins over it. */
    void state(LinkState state);

    /** A batch is durable in the journal. */
    void captured(BatchEnd end);

    /** A batch is committed at the target (site), or confirmed by it (centre). */
    void applied(BatchEnd end, long wireBytes);

    /** A batch has committed this at the target; a batch that was there already is not told again. */
    void counted(List<ItemCount> counts);

    /** A heartbeat has crossed the whole link: asked by the centre's half, or answered by the site's. */
    void probed(LinkProbe probe);
}
