/**
 * The root: commands, the one list of modules, start and stop. It may see every room; no room sees it.
 *
 * <p>Start reading at {@code Main}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server;
