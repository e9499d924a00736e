package dev.assay.server.work;

import dev.assay.server.vocabulary.Fence;

/**
 * The right to do one piece of work for the length of a lease.
 *
 * @param tries how often the step at hand has failed in a row
 */
public record Claim(Fence fence, WorkKind kind, int tries) {}
