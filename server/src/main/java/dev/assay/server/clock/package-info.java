/**
 * The clock: the door through which time comes in. Threads that do durable work and what is due at intervals.
 *
 * <p>The one room, beside the other doors, that asks what time it is; domain code is told. Start at {@code ClockDoor}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.clock;
