package dev.assay.server.run;

/** What made a run begin. */
public enum RunTrigger {
    SCHEDULE,
    REQUEST
}
