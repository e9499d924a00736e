/**
 * Words that every room shares: resource names, pages, the family of failures, fences, transactions, counters.
 *
 * <p>Records, enums and interfaces without behaviour that needs another room. It knows no room, no gRPC and no SQL.
 * Start at {@link dev.assay.server.vocabulary.ResourceName} and {@link dev.assay.server.vocabulary.Failure}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.vocabulary;
