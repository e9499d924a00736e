/**
 * Start and stop of the program: reading the configuration, and parts that start in order and stop in reverse.
 *
 * <p>Knows no room and no setting: the root lists the settings, reads them through {@link
 * dev.assay.server.boot.Configuration}, and hands each room its record. Start there.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.boot;
