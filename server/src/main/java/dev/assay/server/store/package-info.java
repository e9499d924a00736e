/**
 * The relational edge: implements the stores that the domain rooms declare, over SQLite.
 *
 * <p>Only this room knows SQL. A store class holds the statements of one domain room; what differs between engines
 * stands in {@code Database} and its implementations. It knows domain records and no generated message. Start at
 * {@code Database}, then the migrations under {@code resources/dev/assay/server/store}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.store;
