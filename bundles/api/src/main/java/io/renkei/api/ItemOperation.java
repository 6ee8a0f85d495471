package io.renkei.api;

/** What a change does to an item: to the rows of a table, the files of a folder, the pages of a report. */
public enum ItemOperation {
    INSERT,
    UPDATE,
    DELETE,

    /** The whole item was emptied; counts once, however much it held. */
    TRUNCATE,

    /** Came with a base copy. */
    LOAD
}
