package io.renkei.journal.internal;

import io.renkei.api.Secrets;

/**
 * What every user of segment files needs.
 *
 * @param secrets where segments' keys come from
 */
record SegmentFiles(Disk disk, Secrets secrets, Workspaces workspaces) {}
