package io.renkei.api;

/** How a frame's bytes are stored and sent. */
public enum Encoding {
    RAW,
    ZSTD
}
