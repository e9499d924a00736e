/**
 * Commands that work on a running server as its clients do, through the published client library.
 *
 * <p>They know no other room: what they can do, any client can. Start at {@code RunCommand}, {@code ReplayCommand} and
 * {@code DigitsDemo}; the root adds them to the command line.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.command;
