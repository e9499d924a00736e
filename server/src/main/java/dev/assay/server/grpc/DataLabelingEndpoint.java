package dev.assay.server.grpc;

import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceImplBase;
import jakarta.inject.Inject;

/**
 * The compatible contract's one service, as a switchboard: each call goes to the class that handles its resource. What
 * is not overridden answers UNIMPLEMENTED.
 */
final class DataLabelingEndpoint extends DataLabelingServiceImplBase {
    @Inject
    DataLabelingEndpoint() {}
}
