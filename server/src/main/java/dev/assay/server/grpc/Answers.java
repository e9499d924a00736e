package dev.assay.server.grpc;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** The one place that answers unary calls: exactly once each, with what the work returns or with what it throws. */
final class Answers {
    private Answers() {}

    /** Answers with the result of the work; whatever it throws becomes the call's status. */
    static <T> void unary(StreamObserver<T> observer, Supplier<T> work) {
        T answer;
        try {
            answer = work.get();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            observer.onError(Statuses.of(e));
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }
}
