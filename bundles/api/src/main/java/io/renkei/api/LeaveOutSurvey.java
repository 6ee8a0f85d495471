package io.renkei.api;

/**
 * What leaving out one transaction would do, found out without touching anything (R071).
 *
 * @param place where the target stands
 * @param transaction where the source committed it
 * @param stretch what it holds
 */
public record LeaveOutSurvey(LinkId link, TargetPlace place, Position transaction, Stretch stretch) {}
