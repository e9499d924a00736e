/** Assay as its users meet it: real server processes, real sockets, real client libraries. */
@org.jspecify.annotations.NullMarked
package dev.assay.server.whole;
