package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Scopes;
import com.google.inject.util.Modules;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceBlockingStub;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ResumeEvaluationJobRequest;
import dev.assay.server.JobRequests;
import dev.assay.server.dataset.AnnotationSpecSets;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.evaluation.BoxOptions;
import dev.assay.server.evaluation.JobStates;
import dev.assay.server.job.DueJobs;
import dev.assay.server.job.JobConfig;
import dev.assay.server.job.JobModule;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.run.Runs;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;

/** Jobs and label sets behind a real stub, over an embedded database. Time stands still until it is moved. */
public final class JobDoor implements AutoCloseable {
    /** When every test begins: two hours before runs are due. */
    public static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    /** An instruction that exists here from the start. */
    static final String INSTRUCTION = JobRequests.PROJECT + "/instructions/known";

    private volatile Instant now = START;
    private final EmbeddedStores stores;
    private final Injector injector;
    private final Server server;
    private final ManagedChannel channel;

    /** Opens the door over the database of a directory. */
    public JobDoor(Path directory) throws IOException {
        this(directory, JobConfig.DEFAULT);
    }

    /** Opens the door over the database of a directory. */
    public JobDoor(Path directory, JobConfig config) throws IOException {
        stores = EmbeddedStores.open(directory);
        injector = Guice.createInjector(
                stores.module(),
                new JobModule(),
                new ImportParts(directory),
                Modules.override(new DatasetModule()).with(new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(EmbeddedStores.class).toInstance(stores);
                        bind(JobStates.class).to(LiveJobStates.class);
                        bind(BoxOptions.class).toInstance(new EvaluationConfigs());
                        bind(SpillPlace.class).toInstance(new SpillPlace(directory));
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
                        bind(JobConfig.class).toInstance(config);
                        bind(Ids.class).toInstance(new Ids());
                        bind(InstantSource.class).toInstance(() -> now);
                        bind(RecordedRuns.class).in(Scopes.SINGLETON);
                        bind(Runs.class).to(RecordedRuns.class);
                    }
                }));
        stores.execute("""
                INSERT INTO instruction (id, project, display_name, description, data_type, document_uri,
                  create_time, update_time, complete_time)
                VALUES ('known', 'shop', 'known', '', 'TEXT', 'gs://b/known.pdf', 0, 0, 0) ON CONFLICT DO NOTHING""");
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .executor(Executors.newFixedThreadPool(8, work -> {
                    Thread thread = new Thread(work);
                    thread.setDaemon(true);
                    return thread;
                }))
                .addService(injector.getInstance(DataLabelingEndpoint.class))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).build();
    }

    /** A stub of the service. */
    public DataLabelingServiceBlockingStub stub() {
        return DataLabelingServiceGrpc.newBlockingStub(channel);
    }

    /** What the clock drives. */
    public DueJobs due() {
        return injector.getInstance(DueJobs.class);
    }

    /** The label sets below the calls. */
    public AnnotationSpecSets specSets() {
        return injector.getInstance(AnnotationSpecSets.class);
    }

    /** What jobs asked of runs. */
    public RecordedRuns runs() {
        return injector.getInstance(RecordedRuns.class);
    }

    /** What jobs asked of sampling. */
    public Sampling sampling() {
        return injector.getInstance(Sampling.class);
    }

    /** The stores below. */
    public EmbeddedStores stores() {
        return stores;
    }

    /** The time. */
    public Instant now() {
        return now;
    }

    /** Moves the time. */
    public Instant pass(Duration duration) {
        Instant later = now.plus(duration);
        now = later;
        return later;
    }

    /** Sets the time. */
    public Instant at(String time) {
        Instant then = Instant.parse(time);
        now = then;
        return then;
    }

    /** Makes a label set of the labels {@code cat} and {@code dog}; answers its name. */
    public String specSet() {
        return stub().createAnnotationSpecSet(JobRequests.specSet("cat", "dog")).getName();
    }

    /** Makes a job of text classification for a version of the model {@code mail}. */
    public EvaluationJob job(String specSet, String version) {
        return stub().createEvaluationJob(JobRequests.create(
                JobRequests.textClassification(specSet, JobRequests.modelVersion("mail", version))));
    }

    /** The job of this name. */
    public EvaluationJob get(String name) {
        return stub().getEvaluationJob(
                        GetEvaluationJobRequest.newBuilder().setName(name).build());
    }

    /** Pauses a job. */
    public void pause(String name) {
        var unused = stub().pauseEvaluationJob(
                        PauseEvaluationJobRequest.newBuilder().setName(name).build());
    }

    /** Resumes a job. */
    public void resume(String name) {
        var unused = stub().resumeEvaluationJob(
                        ResumeEvaluationJobRequest.newBuilder().setName(name).build());
    }

    /** Deletes a job. */
    public void delete(String name) {
        var unused = stub().deleteEvaluationJob(
                        DeleteEvaluationJobRequest.newBuilder().setName(name).build());
    }

    /** The name of a job as the domain knows it. */
    public static ResourceName name(EvaluationJob job) {
        return ResourceName.parse(ResourceKind.EVALUATION_JOB, "name", job.getName());
    }

    /** The failure of a call, which must fail with this code. */
    public static StatusRuntimeException failure(Status.Code code, Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).as(e.getMessage()).isEqualTo(code);
            return e;
        }
        throw new AssertionError("expected " + code + ", and the call succeeded");
    }

    /** The fields that an INVALID_ARGUMENT blames. */
    public static List<String> blamed(Runnable call) {
        BadRequest bad = detail(failure(Status.Code.INVALID_ARGUMENT, call), BadRequest.class);
        return bad.getFieldViolationsList().stream()
                .map(BadRequest.FieldViolation::getField)
                .toList();
    }

    /** What a failure tells programs. */
    public static ErrorInfo info(StatusRuntimeException failure) {
        return detail(failure, ErrorInfo.class);
    }

    private static <T extends com.google.protobuf.Message> T detail(StatusRuntimeException failure, Class<T> type) {
        for (Any any : StatusProto.fromThrowable(failure).getDetailsList()) {
            if (any.is(type)) {
                try {
                    return any.unpack(type);
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " in " + failure);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        stores.close();
    }
}
