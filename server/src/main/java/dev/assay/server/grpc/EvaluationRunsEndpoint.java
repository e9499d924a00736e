package dev.assay.server.grpc;

import com.google.protobuf.Empty;
import dev.assay.server.job.DueJobs;
import dev.assay.server.run.Resumption;
import dev.assay.server.run.RunReport;
import dev.assay.server.run.RunReports;
import dev.assay.server.run.RunRequests;
import dev.assay.server.run.RunService;
import dev.assay.server.run.RunWatches;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.CancelRunRequest;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.EvaluationRunsGrpc.EvaluationRunsImplBase;
import dev.assay.v1.GetEvaluationReportRequest;
import dev.assay.v1.GetRunRequest;
import dev.assay.v1.ListRunsRequest;
import dev.assay.v1.ListRunsResponse;
import dev.assay.v1.ReevaluateRunRequest;
import dev.assay.v1.RetryRunRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import dev.assay.v1.WatchRunRequest;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** {@code assay.v1.EvaluationRuns}. */
final class EvaluationRunsEndpoint extends EvaluationRunsImplBase {
    private static final int MAX_REQUEST_ID_CHARS = 64;

    private final DueJobs jobs;
    private final RunRequests requests;
    private final RunService runs;
    private final Resumption resumption;
    private final RunWatches watches;
    private final RunReports reports;
    private final InstantSource clock;

    @Inject
    EvaluationRunsEndpoint(
            DueJobs jobs,
            RunRequests requests,
            RunService runs,
            Resumption resumption,
            RunWatches watches,
            RunReports reports,
            InstantSource clock) {
        this.jobs = jobs;
        this.requests = requests;
        this.runs = runs;
        this.resumption = resumption;
        this.watches = watches;
        this.reports = reports;
        this.clock = clock;
    }

    @Override
    public void runEvaluationJob(RunEvaluationJobRequest request, StreamObserver<Run> observer) {
        Answers.unary(observer, () -> {
            ResourceName job = ResourceName.parse(ResourceKind.EVALUATION_JOB, "name", request.getName());
            String requestId = requestId(request.getRequestId());
            Instant now = now();
            return RunProtos.run(requests.once(job, "run", requestId, now, () -> jobs.startNow(job, now)));
        });
    }

    @Override
    public void getRun(GetRunRequest request, StreamObserver<Run> observer) {
        Answers.unary(observer, () -> RunProtos.run(runs.get(runName(request.getName()))));
    }

    @Override
    public void listRuns(ListRunsRequest request, StreamObserver<ListRunsResponse> observer) {
        Answers.unary(observer, () -> {
            ResourceName job = ResourceName.parse(ResourceKind.EVALUATION_JOB, "parent", request.getParent());
            Page<Run> page = runs.list(
                            job, PageRequest.of(request.getPageSize(), request.getPageToken(), job.toString(), "runs"))
                    .map(RunProtos::run);
            return ListRunsResponse.newBuilder()
                    .addAllRuns(page.entries())
                    .setNextPageToken(page.nextPageToken())
                    .build();
        });
    }

    @Override
    public void watchRun(WatchRunRequest request, StreamObserver<Run> observer) {
        RunWatch watch = new RunWatch(observer);
        try {
            watch.begin(runs.get(runName(request.getName())));
        } catch (RuntimeException e) {
            watch.stream.fail(e);
        }
    }

    @Override
    public void retryRun(RetryRunRequest request, StreamObserver<Run> observer) {
        Answers.unary(observer, () -> {
            ResourceName name = runName(request.getName());
            String requestId = requestId(request.getRequestId());
            Instant now = now();
            return RunProtos.run(requests.once(name, "retry", requestId, now, () -> resumption.retry(name, now)));
        });
    }

    @Override
    public void cancelRun(CancelRunRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> {
            runs.cancel(runName(request.getName()), now());
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void reevaluateRun(ReevaluateRunRequest request, StreamObserver<Run> observer) {
        Answers.unary(observer, () -> {
            ResourceName name = runName(request.getName());
            String requestId = requestId(request.getRequestId());
            Instant now = now();
            return RunProtos.run(
                    requests.once(name, "reevaluate", requestId, now, () -> resumption.reevaluate(name, now)));
        });
    }

    @Override
    public void getEvaluationReport(GetEvaluationReportRequest request, StreamObserver<EvaluationReport> observer) {
        Answers.unary(observer, () -> {
            RunReport report = reports.report(ResourceName.parse(ResourceKind.EVALUATION, "name", request.getName()));
            return ReportProtos.report(report.evaluation(), report.interval(), report.labeling());
        });
    }

    private Instant now() {
        return Micros.truncate(clock.instant());
    }

    private static ResourceName runName(String name) {
        return ResourceName.parse(ResourceKind.RUN, "name", name);
    }

    private static String requestId(String requestId) {
        if (requestId.length() > MAX_REQUEST_ID_CHARS) {
            throw InvalidArgument.of("request_id", "must have at most " + MAX_REQUEST_ID_CHARS + " characters");
        }
        return requestId;
    }

    /** One client that follows one run to its end. */
    private final class RunWatch {
        private final WatchStream<Run> stream;
        private RunWatches.@Nullable Watch watch;

        RunWatch(StreamObserver<Run> observer) {
            this.stream = new WatchStream<>(observer, this::close);
        }

        synchronized void begin(dev.assay.server.run.Run run) {
            watch = watches.watch(run, this::report);
            report(run);
        }

        private synchronized void report(dev.assay.server.run.Run run) {
            if (run.state().isActive()) {
                stream.send(RunProtos.run(run));
            } else {
                stream.finish(RunProtos.run(run));
                close();
            }
        }

        private synchronized void close() {
            if (watch != null) {
                watch.close();
            }
        }
    }
}
