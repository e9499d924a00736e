package dev.assay.server.grpc;

import com.google.api.HttpBody;
import dev.assay.v1.Agreement;
import dev.assay.v1.GetAgreementRequest;
import dev.assay.v1.GetInstructionDocumentRequest;
import dev.assay.v1.GetQuestionMediaRequest;
import dev.assay.v1.GetQuestionRequest;
import dev.assay.v1.GetTaskRequest;
import dev.assay.v1.GetWorkerStatsRequest;
import dev.assay.v1.LabelingDeskGrpc.LabelingDeskImplBase;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LeaseQuestionResponse;
import dev.assay.v1.ListTasksRequest;
import dev.assay.v1.ListTasksResponse;
import dev.assay.v1.Question;
import dev.assay.v1.ReleaseQuestionRequest;
import dev.assay.v1.ReleaseQuestionResponse;
import dev.assay.v1.SkipQuestionRequest;
import dev.assay.v1.SkipQuestionResponse;
import dev.assay.v1.SubmitAnswerRequest;
import dev.assay.v1.SubmitAnswerResponse;
import dev.assay.v1.Task;
import dev.assay.v1.WorkerStats;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;

/** {@code assay.v1.LabelingDesk}: a switchboard. */
final class LabelingDeskEndpoint extends LabelingDeskImplBase {
    private final TaskCalls tasks;
    private final LeaseCalls leases;
    private final DeskCalls desk;
    private final BodyCalls bodies;

    @Inject
    LabelingDeskEndpoint(TaskCalls tasks, LeaseCalls leases, DeskCalls desk, BodyCalls bodies) {
        this.tasks = tasks;
        this.leases = leases;
        this.desk = desk;
        this.bodies = bodies;
    }

    @Override
    public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
        Answers.unary(observer, () -> tasks.list(request));
    }

    @Override
    public void getTask(GetTaskRequest request, StreamObserver<Task> observer) {
        Answers.unary(observer, () -> tasks.get(request));
    }

    @Override
    public void leaseQuestion(LeaseQuestionRequest request, StreamObserver<LeaseQuestionResponse> observer) {
        leases.lease(request, (ServerCallStreamObserver<LeaseQuestionResponse>) observer);
    }

    @Override
    public void getQuestion(GetQuestionRequest request, StreamObserver<Question> observer) {
        Answers.unary(observer, () -> desk.get(request));
    }

    @Override
    public void getQuestionMedia(GetQuestionMediaRequest request, StreamObserver<HttpBody> observer) {
        Answers.unary(observer, () -> bodies.media(request));
    }

    @Override
    public void submitAnswer(SubmitAnswerRequest request, StreamObserver<SubmitAnswerResponse> observer) {
        Answers.unary(observer, () -> desk.submit(request));
    }

    @Override
    public void skipQuestion(SkipQuestionRequest request, StreamObserver<SkipQuestionResponse> observer) {
        Answers.unary(observer, () -> desk.skip(request));
    }

    @Override
    public void releaseQuestion(ReleaseQuestionRequest request, StreamObserver<ReleaseQuestionResponse> observer) {
        Answers.unary(observer, () -> desk.release(request));
    }

    @Override
    public void getWorkerStats(GetWorkerStatsRequest request, StreamObserver<WorkerStats> observer) {
        Answers.unary(observer, () -> tasks.stats(request));
    }

    @Override
    public void getAgreement(GetAgreementRequest request, StreamObserver<Agreement> observer) {
        Answers.unary(observer, () -> tasks.agreement(request));
    }

    @Override
    public void getInstructionDocument(GetInstructionDocumentRequest request, StreamObserver<HttpBody> observer) {
        Answers.unary(observer, () -> bodies.document(request));
    }
}
