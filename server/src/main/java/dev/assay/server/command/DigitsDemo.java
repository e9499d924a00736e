package dev.assay.server.command;

import dev.assay.client.EvaluationJobs;
import dev.assay.client.GroundTruths;
import dev.assay.client.LogOutcome;
import dev.assay.client.PredictionLogger;
import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.AnnotationType;
import dev.assay.datalabeling.v1beta1.BigQuerySource;
import dev.assay.datalabeling.v1beta1.ClassificationMetadata;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.EvaluationJobConfig;
import dev.assay.datalabeling.v1beta1.ImageClassificationConfig;
import dev.assay.datalabeling.v1beta1.InputConfig;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.Run;
import io.grpc.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Everything Assay does, once, with 1,397 predictions of a small classifier of handwritten digits: log as a serving
 * process does, tell the truth afterwards, run, read the figures.
 */
public final class DigitsDemo {
    private static final String PROJECT = "projects/demo";
    private static final String MODEL_VERSION = PROJECT + "/models/digits/versions/1";
    private static final String PREDICTIONS = "/dev/assay/server/demo/digits/predictions.jsonl";
    private static final int TRUTHS_PER_CALL = 500;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Channel channel;
    private final EvaluationJobs jobs;
    private final InstantSource clock;
    private final Progress progress;

    /** What a demonstration leaves behind. */
    public record Outcome(String job, EvaluationReport report) {
        /** Shows the figures. */
        public void print(PrintStream out) {
            FigureTable.print(report, out);
        }

        /** The figures in one line, for programs. */
        public String line() {
            return String.format(
                    java.util.Locale.ROOT,
                    "mean_average_precision=%.4f items=%d",
                    report.getClassification().getMeanAveragePrecision(),
                    report.getRowCounts().getEvaluated());
        }
    }

    /** A demonstration on the server behind this channel. */
    public DigitsDemo(Channel channel, InstantSource clock, Progress progress) {
        this.channel = channel;
        this.jobs = new EvaluationJobs(channel);
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @throws IllegalStateException if predictions were lost or the run did not succeed
     */
    public Outcome run() throws IOException, InterruptedException {
        List<LoggedPrediction> predictions = read();
        AnnotationSpecSet digits = jobs.createAnnotationSpecSet(PROJECT, digits());
        EvaluationJob job = jobs.createJob(PROJECT, job(digits.getName()));
        log(predictions);
        tell(job.getName(), predictions);
        progress.show("evaluating", 0, 1);
        Run started = jobs.runNow(job.getName());
        Run run = jobs.followRun(started.getName(), change -> {}, LIMIT);
        if (run.getState() != Run.State.SUCCEEDED) {
            throw new IllegalStateException("the run ended as " + run.getState() + ": " + run.getFailuresList());
        }
        return new Outcome(job.getName(), jobs.getReport(run.getEvaluation()));
    }

    private void log(List<LoggedPrediction> predictions) throws InterruptedException {
        try (PredictionLogger logger =
                PredictionLogger.builder(channel, MODEL_VERSION).build()) {
            for (int i = 0; i < predictions.size(); i++) {
                LoggedPrediction logged = predictions.get(i);
                LogOutcome outcome = logger.log(logged.id(), clock.instant(), logged.instance(), logged.prediction());
                if (outcome != LogOutcome.QUEUED) {
                    throw new IllegalStateException("prediction " + logged.id() + " was not logged: " + outcome);
                }
                progress.show("predictions logged", i + 1L, predictions.size());
            }
            if (!logger.flush(LIMIT)) {
                throw new IllegalStateException("not all predictions were answered: " + logger.lastProblem());
            }
        }
    }

    private void tell(String job, List<LoggedPrediction> predictions) {
        GroundTruths truths = new GroundTruths(channel);
        List<GroundTruth> batch = new ArrayList<>();
        for (int i = 0; i < predictions.size(); i++) {
            LoggedPrediction logged = predictions.get(i);
            if (logged.groundTruth() != null) {
                batch.add(GroundTruth.newBuilder()
                        .setPredictionId(logged.id())
                        .setGroundTruth(logged.groundTruth())
                        .build());
            }
            if (batch.size() == TRUTHS_PER_CALL || i == predictions.size() - 1) {
                truths.provide(job, batch);
                batch.clear();
                progress.show("ground truths told", i + 1L, predictions.size());
            }
        }
    }

    private static List<LoggedPrediction> read() throws IOException {
        InputStream resource = DigitsDemo.class.getResourceAsStream(PREDICTIONS);
        if (resource == null) {
            throw new IllegalStateException("the program lacks its resource " + PREDICTIONS);
        }
        List<LoggedPrediction> predictions = new ArrayList<>();
        try (InputStreamReader reader = new InputStreamReader(resource, StandardCharsets.UTF_8)) {
            LineReader lines = new LineReader(reader);
            for (String line = lines.next(); line != null; line = lines.next()) {
                predictions.add(LoggedPrediction.parse(line));
            }
        }
        return predictions;
    }

    private static AnnotationSpecSet digits() {
        return AnnotationSpecSet.newBuilder()
                .setDisplayName("digits")
                .setDescription("The ten digits")
                .addAllAnnotationSpecs(IntStream.range(0, 10)
                        .mapToObj(digit -> AnnotationSpec.newBuilder()
                                .setDisplayName(Integer.toString(digit))
                                .build())
                        .toList())
                .build();
    }

    private static EvaluationJob job(String specSet) {
        EvaluationJobConfig.Builder config = EvaluationJobConfig.newBuilder()
                .setImageClassificationConfig(
                        ImageClassificationConfig.newBuilder().setAnnotationSpecSet(specSet))
                .setInputConfig(InputConfig.newBuilder()
                        .setDataType(DataType.IMAGE)
                        .setAnnotationType(AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION)
                        .setClassificationMetadata(ClassificationMetadata.newBuilder())
                        .setBigquerySource(BigQuerySource.newBuilder().setInputUri("bq://demo/samples/digits")))
                .setExampleCount(10_000)
                .setExampleSamplePercentage(1)
                .putAllBigqueryImportKeys(
                        Map.of("data_json_key", "image", "label_json_key", "labels", "label_score_json_key", "scores"));
        return EvaluationJob.newBuilder()
                .setDescription("Handwritten digits, 8 by 8 pixels")
                .setSchedule("every 24 hours")
                .setModelVersion(MODEL_VERSION)
                .setAnnotationSpecSet(specSet)
                .setEvaluationJobConfig(config)
                .build();
    }
}
