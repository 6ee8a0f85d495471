package io.renkei.api;

/**
 * What the sending half says first on a channel.
 *
 * @param incarnation random text of this opening of the link; tells two owners of one epoch apart
 * @param journalEnd where the sender's journal ends now
 */
public record Hello(LinkId link, Epoch epoch, String incarnation, Position journalEnd) {}
