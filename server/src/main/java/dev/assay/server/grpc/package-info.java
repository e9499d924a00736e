/**
 * The gRPC door: endpoints of both contracts, translation between their messages and domain records, interceptors.
 *
 * <p>Generated messages stop here: only {@code *Protos} classes see both sides. An endpoint reads the clock once per
 * call, checks the shape of the request, calls one service, and returns or throws; {@code Answers} talks to gRPC. Start
 * at {@code DataLabelingEndpoint}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.grpc;
