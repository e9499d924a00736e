/**
 * The web door: REST and JSON by the contracts' {@code google.api.http} bindings, gRPC-Web, and pages for operators.
 *
 * <p>It is given services and a channel to them, and knows no endpoint: a REST call becomes a gRPC call inside the
 * process, so limits, checks and failures are those of the gRPC door. Start at {@code WebDoor}, then {@code RestCalls}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.web;
