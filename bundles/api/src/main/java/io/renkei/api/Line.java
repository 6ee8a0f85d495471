package io.renkei.api;

import java.util.List;

/** The connections of this node to others, or to itself; a service of the line bundle. */
public interface Line {
    /**
     * The sending end of a link; at most one per link on a node.
     *
     * @param bulk the link's data waits for that of links that are not bulk
     */
    LineSender sender(LinkId link, boolean bulk);

    /** The receiving end of a link; at most one per link on a node. */
    LineReceiver receiver(LinkId link);

    /** All connections, up or down. */
    List<LineStatus> connections();
}
