package dev.assay.server;

import dev.assay.v1.EvaluationRunsGrpc.EvaluationRunsImplBase;
import dev.assay.v1.Run;
import dev.assay.v1.WatchRunRequest;
import io.grpc.stub.StreamObserver;

/** A watch that sends one message and then stays open. */
final class FakeRuns extends EvaluationRunsImplBase {
    @Override
    public void watchRun(WatchRunRequest request, StreamObserver<Run> observer) {
        observer.onNext(Run.newBuilder().setName(request.getName()).build());
    }
}
