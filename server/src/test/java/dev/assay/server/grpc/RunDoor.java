package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.util.Modules;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceBlockingStub;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.PdfInstruction;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.server.JobRequests;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.annotated.AnnotatedModule;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.instruction.InstructionModule;
import dev.assay.server.dataset.transfer.AnnotatedSets;
import dev.assay.server.dataset.transfer.ExportModule;
import dev.assay.server.dataset.transfer.ImportModule;
import dev.assay.server.evaluation.EvaluationModule;
import dev.assay.server.job.JobConfig;
import dev.assay.server.job.JobModule;
import dev.assay.server.labeling.LabelingModule;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.objects.ObservedFiles;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.run.RunConfig;
import dev.assay.server.run.RunModule;
import dev.assay.server.sampling.SamplingModule;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.Workbench;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.EvaluationRunsGrpc.EvaluationRunsBlockingStub;
import dev.assay.v1.GetEvaluationReportRequest;
import dev.assay.v1.GetRunRequest;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LabelingDeskGrpc;
import dev.assay.v1.LabelingDeskGrpc.LabelingDeskBlockingStub;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.PredictionLogGrpc.PredictionLogBlockingStub;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * The whole server behind real stubs, over an embedded database, but for the clock: time stands still until it is
 * moved, and work is done when the test says so. A job of text classification with the labels cat and dog stands.
 */
final class RunDoor implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    static final String VERSION = JobRequests.modelVersion("mail", "v1");
    static final String TABLE = "\"samples.texts\"";

    private volatile Instant now = START;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Map<String, Double> counted = new ConcurrentHashMap<>();
    private final EmbeddedStores stores;
    private final Path bucket;
    private final ObservedFiles files;
    private final Injector injector;
    private final Server server;
    private final ManagedChannel channel;
    private final String specSet;
    private String job;
    private int logged;

    RunDoor(Path directory, Duration groundTruthWait) throws IOException {
        stores = EmbeddedStores.open(directory);
        bucket = Files.createDirectories(directory.resolve("bucket"));
        files = new ObservedFiles(bucket);
        injector = Guice.createInjector(
                stores.module(),
                new WorkModule(new WorkConfig("test", Duration.ofSeconds(20))),
                new OperationModule(),
                new SamplingModule(),
                new DatasetModule(),
                new AnnotatedModule(),
                new ImportModule(),
                new InstructionModule(),
                new ExportModule(),
                new LabelingModule(),
                new EvaluationModule(),
                new RunModule(),
                new JobModule(),
                Modules.override(new EndpointsModule()).with(new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(StreamWorkers.class).toInstance(new StreamWorkers(threads));
                        bind(ObjectFiles.class).toInstance(files);
                        bind(RunConfig.class).toInstance(new RunConfig(groundTruthWait));
                        bind(OperationConfig.class)
                                .toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofSeconds(60)));
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
                        bind(JobConfig.class).toInstance(JobConfig.DEFAULT);
                        bind(SpillPlace.class).toInstance(new SpillPlace(directory));
                        bind(Counters.class).toInstance(counting());
                        bind(Ids.class).toInstance(new Ids());
                        bind(InstantSource.class).toInstance(() -> now);
                    }
                }));
        String name = InProcessServerBuilder.generateName();
        InProcessServerBuilder building = InProcessServerBuilder.forName(name).executor(threads);
        injector.getInstance(new Key<Set<BindableService>>() {}).forEach(building::addService);
        server = building.build().start();
        channel = InProcessChannelBuilder.forName(name).build();
        specSet = labeling()
                .createAnnotationSpecSet(JobRequests.specSet("cat", "dog"))
                .getName();
        job = labeling()
                .createEvaluationJob(JobRequests.create(JobRequests.textClassification(specSet, VERSION)))
                .getName();
    }

    DataLabelingServiceBlockingStub labeling() {
        return DataLabelingServiceGrpc.newBlockingStub(channel);
    }

    OperationsBlockingStub operations() {
        return OperationsGrpc.newBlockingStub(channel);
    }

    EvaluationRunsBlockingStub runs() {
        return EvaluationRunsGrpc.newBlockingStub(channel);
    }

    EvaluationRunsGrpc.EvaluationRunsStub runsAsync() {
        return EvaluationRunsGrpc.newStub(channel);
    }

    PredictionLogBlockingStub log() {
        return PredictionLogGrpc.newBlockingStub(channel);
    }

    LabelingDeskBlockingStub desk() {
        return LabelingDeskGrpc.newBlockingStub(channel);
    }

    <T> T get(Class<T> type) {
        return injector.getInstance(type);
    }

    EmbeddedStores stores() {
        return stores;
    }

    /** Where the files of {@code gs://bucket/} are. */
    Path bucket() {
        return bucket;
    }

    ObservedFiles files() {
        return files;
    }

    /** Datasets of clients, and what is said of their items. */
    AnnotatedSets annotatedSets() {
        return new AnnotatedSets(injector, () -> now);
    }

    /** Makes an instruction; answers its name. */
    String instruction() throws IOException {
        Files.writeString(bucket.resolve("guide.pdf"), "%PDF-1.7\nstartxref\n9\n%%EOF");
        Operation begun = labeling()
                .createInstruction(CreateInstructionRequest.newBuilder()
                        .setParent(JobRequests.PROJECT)
                        .setInstruction(Instruction.newBuilder()
                                .setDisplayName("guide")
                                .setDataType(DataType.TEXT)
                                .setPdfInstruction(PdfInstruction.newBuilder().setGcsFileUri("gs://bucket/guide.pdf")))
                        .build());
        drive();
        try {
            return operations()
                    .getOperation(GetOperationRequest.newBuilder()
                            .setName(begun.getName())
                            .build())
                    .getResponse()
                    .unpack(Instruction.class)
                    .getName();
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(e);
        }
    }

    /** From now on, the job that stands is this one, of the same labels and the same version of the model. */
    void replaceJob(UnaryOperator<EvaluationJob.Builder> change) {
        var unused = labeling()
                .deleteEvaluationJob(
                        DeleteEvaluationJobRequest.newBuilder().setName(job).build());
        job = labeling()
                .createEvaluationJob(JobRequests.create(change.apply(JobRequests.textClassification(specSet, VERSION))))
                .getName();
    }

    /** The name of the job that stands. */
    String job() {
        return job;
    }

    EvaluationJob jobNow() {
        return labeling()
                .getEvaluationJob(
                        GetEvaluationJobRequest.newBuilder().setName(job).build());
    }

    Instant now() {
        return now;
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    /** Logs a prediction of this label with a score; answers its id. */
    String predict(String label, double score) {
        String id = "p" + logged++;
        int sampled = log().logPredictions(LogPredictionsRequest.newBuilder()
                        .setModelVersion(VERSION)
                        .addPredictions(prediction(id, label, score))
                        .build())
                .getSampled();
        assertThat(sampled).isEqualTo(1);
        return id;
    }

    static Prediction prediction(String id, String label, double score) {
        return Prediction.newBuilder()
                .setPredictionId(id)
                .setInstance("{\"text\":\"text of " + id + "\"}")
                .setPrediction("{\"labels\":[\"" + label + "\"],\"scores\":[" + score + "]}")
                .build();
    }

    /** Changes how the job samples. */
    void changeSampling(double percentage, int exampleCount) {
        EvaluationJob.Builder changed = EvaluationJob.newBuilder().setName(job);
        changed.getEvaluationJobConfigBuilder()
                .setExampleSamplePercentage(percentage)
                .setExampleCount(exampleCount);
        var unused = labeling()
                .updateEvaluationJob(UpdateEvaluationJobRequest.newBuilder()
                        .setEvaluationJob(changed)
                        .build());
    }

    /** Tells what a prediction should have said. */
    void truth(String id, String label) {
        var result = log().provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                .setEvaluationJob(job)
                .addGroundTruths(
                        GroundTruth.newBuilder().setPredictionId(id).setGroundTruth("{\"labels\":\"" + label + "\"}"))
                .build());
        assertThat(result.getResults(0).getOutcome().name()).isEqualTo("APPLIED");
    }

    /** Logs a prediction and its truth. */
    String sample(String predicted, double score, String truth) {
        String id = predict(predicted, score);
        truth(id, truth);
        return id;
    }

    /** Inserts a row as a foreign program would: without id, interval and probability. */
    void insertForeign(String rawData, String rawPrediction, String truth) {
        stores.execute(
                "INSERT INTO " + TABLE
                        + " (model, model_version, time, raw_data, raw_prediction, groundtruth) VALUES (?, ?, ?, ?, ?, ?)",
                "mail",
                "v1",
                "2026-03-01 10:00:00",
                rawData,
                rawPrediction,
                truth);
    }

    Run start() {
        return start("");
    }

    Run start(String requestId) {
        return runs().runEvaluationJob(RunEvaluationJobRequest.newBuilder()
                .setName(job)
                .setRequestId(requestId)
                .build());
    }

    Run run(String name) {
        return runs().getRun(GetRunRequest.newBuilder().setName(name).build());
    }

    /** Starts a run and does all its work. */
    Run startAndDrive() {
        Run run = start();
        drive();
        return run(run.getName());
    }

    Optional<Claim> claim() {
        return get(Workbench.class).claim(now);
    }

    void work(Claim claim) {
        work(claim, () -> now);
    }

    void work(Claim claim, InstantSource clock) {
        get(Workbench.class).work(claim, clock);
    }

    /** How many steps have failed. */
    double failures() {
        return counted.getOrDefault("assay.work.failures", 0.0);
    }

    private Counters counting() {
        return new Counters() {
            @Override
            public void add(String name, double amount, String... tags) {
                counted.merge(name, amount, Double::sum);
            }

            @Override
            public void took(String name, Duration duration, String... tags) {}
        };
    }

    /** Does one step of the work that is due. */
    void step() {
        work(claim().orElseThrow());
    }

    /** Does all work that is due by now. */
    void drive() {
        for (Optional<Claim> claim = claim(); claim.isPresent(); claim = claim()) {
            work(claim.get());
        }
    }

    EvaluationReport report(String evaluation) {
        return runs().getEvaluationReport(GetEvaluationReportRequest.newBuilder()
                .setName(evaluation)
                .build());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        threads.shutdownNow();
        stores.close();
    }
}
