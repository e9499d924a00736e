package dev.assay.server.grpc;

import com.google.longrunning.Operation;
import dev.assay.datalabeling.v1beta1.LabelImageRequest;
import dev.assay.datalabeling.v1beta1.LabelTextRequest;
import dev.assay.datalabeling.v1beta1.LabelVideoRequest;
import dev.assay.server.labeling.LabelingDraft;
import dev.assay.server.labeling.LabelingRequests;
import dev.assay.server.vocabulary.Micros;
import jakarta.inject.Inject;
import java.time.InstantSource;

/** The calls that ask people to label a dataset. */
final class LabelCalls {
    private final LabelingRequests requests;
    private final OperationProtos operations;
    private final InstantSource clock;

    @Inject
    LabelCalls(LabelingRequests requests, OperationProtos operations, InstantSource clock) {
        this.requests = requests;
        this.operations = operations;
        this.clock = clock;
    }

    Operation labelImage(LabelImageRequest request) {
        return begin(LabelProtos.draft(request));
    }

    Operation labelText(LabelTextRequest request) {
        return begin(LabelProtos.draft(request));
    }

    Operation labelVideo(LabelVideoRequest request) {
        return begin(LabelProtos.draft(request));
    }

    private Operation begin(LabelingDraft draft) {
        return operations.message(requests.begin(draft, Micros.truncate(clock.instant())));
    }
}
