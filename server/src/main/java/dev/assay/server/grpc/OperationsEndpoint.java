package dev.assay.server.grpc;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc.OperationsImplBase;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.util.Durations;
import dev.assay.server.operation.Cancellation;
import dev.assay.server.operation.OperationFilter;
import dev.assay.server.operation.OperationWatches;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Unsupported;
import dev.assay.server.vocabulary.Violations;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code google.longrunning.Operations}, of the operations that the compatible contract begins. */
final class OperationsEndpoint extends OperationsImplBase {
    private static final String COLLECTION = "/operations";
    private static final long MOST_MILLIS_TO_ANSWER = 1_000;
    /** What a page carries at most: gRPC clients take 4 MiB unless told otherwise. */
    private static final long MAX_PAGE_BYTES = 3 << 20;

    private final Operations operations;
    private final Cancellation cancellation;
    private final OperationWatches watches;
    private final OperationProtos protos;
    private final StreamWorkers workers;
    private final InstantSource clock;

    @Inject
    OperationsEndpoint(
            Operations operations,
            Cancellation cancellation,
            OperationWatches watches,
            OperationProtos protos,
            StreamWorkers workers,
            InstantSource clock) {
        this.operations = operations;
        this.cancellation = cancellation;
        this.watches = watches;
        this.protos = protos;
        this.workers = workers;
        this.clock = clock;
    }

    @Override
    public void getOperation(GetOperationRequest request, StreamObserver<Operation> observer) {
        Answers.unary(observer, () -> protos.message(operations.get(name(request.getName()))));
    }

    @Override
    public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> observer) {
        Answers.unary(observer, () -> list(request));
    }

    @Override
    public void cancelOperation(CancelOperationRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> {
            cancellation.cancel(name(request.getName()), now());
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void deleteOperation(DeleteOperationRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> {
            operations.delete(name(request.getName()), now());
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> observer) {
        try {
            Violations.requireAll(() -> name(request.getName()), () -> requireTimeout(request.getTimeout()));
            ResourceName name = name(request.getName());
            Instant until = until(request);
            boolean underWay = !operations.get(name).operation().isDone();
            if (underWay && until.isAfter(now().plus(OperationWatches.PERIOD))) {
                answerLater(name, until, (ServerCallStreamObserver<Operation>) observer);
                return;
            }
        } catch (RuntimeException e) {
            observer.onError(Statuses.of(e));
            return;
        }
        getOperation(GetOperationRequest.newBuilder().setName(request.getName()).build(), observer);
    }

    /** A call that waits holds no thread: whoever finds that it need not wait any longer has it answered. */
    private void answerLater(ResourceName name, Instant until, ServerCallStreamObserver<Operation> call) {
        Runnable answer = () -> Answers.unary(call, () -> protos.message(operations.get(name)));
        OperationWatches.Watch watch =
                watches.watch(name, until, () -> workers.executor().execute(answer));
        call.setOnCancelHandler(watch::close);
        // Interceptors end calls too, without a cancellation.
        call.setOnCloseHandler(watch::close);
    }

    private Instant until(WaitOperationRequest request) {
        Instant now = now();
        Instant limit = limit(now, Context.current().getDeadline());
        if (!request.hasTimeout()) {
            return limit;
        }
        Instant asked = now.plusSeconds(request.getTimeout().getSeconds())
                .plusNanos(request.getTimeout().getNanos());
        return asked.isBefore(limit) ? asked : limit;
    }

    /** As long as the call may last, less what it takes to answer. */
    private static Instant limit(Instant now, @Nullable Deadline deadline) {
        if (deadline == null) {
            return Instant.MAX;
        }
        long left = deadline.timeRemaining(TimeUnit.MILLISECONDS);
        return now.plusMillis(left - Math.min(MOST_MILLIS_TO_ANSWER, left / 4));
    }

    private static void requireTimeout(Duration timeout) {
        if (!Durations.isValid(timeout) || Durations.isNegative(timeout)) {
            throw InvalidArgument.of("timeout", "must be a duration of 0 or more");
        }
    }

    private ListOperationsResponse list(ListOperationsRequest request) {
        if (request.getReturnPartialSuccess()) {
            throw new Unsupported("return_partial_success is for lists over several collections, and there is one");
        }
        Violations.requireAll(
                () -> project(request.getName()),
                () -> OperationFilter.parse(request.getFilter()),
                () -> page(request));
        PageRequest pageRequest = page(request);
        // What an operation answers with may be far larger than what is kept of it.
        Page<Operation> page = pageRequest.translate(
                operations.list(project(request.getName()), OperationFilter.parse(request.getFilter()), pageRequest),
                protos::message,
                Operations::key,
                Operation::getSerializedSize,
                MAX_PAGE_BYTES);
        return ListOperationsResponse.newBuilder()
                .addAllOperations(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    private static PageRequest page(ListOperationsRequest request) {
        return PageRequest.of(
                request.getPageSize(),
                request.getPageToken(),
                "operations",
                parent(request.getName()),
                request.getFilter());
    }

    private static ResourceName project(String text) {
        ResourceName project = ResourceName.tryParse(ResourceKind.PROJECT, parent(text));
        if (project == null) {
            String pattern = ResourceKind.PROJECT.pattern();
            throw InvalidArgument.of(
                    "name",
                    "must have the form " + pattern + " or " + pattern + COLLECTION + ", got " + Shown.value(text));
        }
        return project;
    }

    /** Clients name the project whose operations are listed, or the collection in it. */
    private static String parent(String text) {
        return text.endsWith(COLLECTION) ? text.substring(0, text.length() - COLLECTION.length()) : text;
    }

    private static ResourceName name(String text) {
        return ResourceName.parse(ResourceKind.OPERATION, "name", text);
    }

    private Instant now() {
        return Micros.truncate(clock.instant());
    }
}
