package io.renkei.line.internal;

import io.renkei.api.Line;

/** A line that can be closed with its node. */
interface OpenLine extends Line, AutoCloseable {
    @Override
    void close();
}
