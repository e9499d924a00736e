package dev.assay.server.command;

import com.google.protobuf.Timestamp;
import dev.assay.client.EvaluationJobs;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.PredictionLogGrpc.PredictionLogBlockingStub;
import dev.assay.v1.ProvideGroundTruthRequest;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a file of logged predictions to a server, in batches, each until it is answered. */
@Command(
        name = "replay",
        description = {
            "Sends logged predictions to a running server, and their ground truth where the file has it.",
            "Each line is {\"id\": ..., \"instance\": ..., \"prediction\": ..., \"groundtruth\": ..., \"time\": ...};"
                    + " the last two may be left out. Sending a file again is harmless: the ids tell."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            " 0:every line was taken",
            " 1:some lines were not, or the server stayed away",
            " 2:wrong options"
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final int MAX_BATCH = 500;
    private static final long MAX_BATCH_CHARS = 4 << 20;
    private static final Duration CALL_LIMIT = Duration.ofSeconds(60);

    @Parameters(paramLabel = "FILE", description = "The file, one JSON object a line, UTF-8.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--job", required = true, paramLabel = "NAME", description = "projects/*/evaluationJobs/*")
    @SuppressWarnings("NullAway.Init")
    private String job;

    @Option(
            names = "--give-up-after",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long to wait for a server that is away. Default: ${DEFAULT-VALUE}.")
    private int giveUpAfterSeconds;

    @Mixin
    private final Target target = new Target();

    private final ReplaySummary summary = new ReplaySummary();
    private final List<LoggedPrediction> batch = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private long batchChars;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Retry retry = new Retry(Duration.ofSeconds(giveUpAfterSeconds));
        ManagedChannel channel = target.connect();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                Progress progress = Progress.onTerminal()) {
            String version =
                    retry.call(() -> new EvaluationJobs(channel).getJob(job)).getModelVersion();
            PredictionLogBlockingStub log = PredictionLogGrpc.newBlockingStub(channel);
            long size = Files.size(file);
            LineReader input = new LineReader(reader);
            for (String line = input.next(); line != null; line = input.next()) {
                read(line, input.number());
                if (batch.size() >= MAX_BATCH || batchChars >= MAX_BATCH_CHARS) {
                    send(log, version, retry);
                    progress.show(input.number() + " lines", input.chars(), size);
                }
            }
            send(log, version, retry);
        } finally {
            channel.shutdownNow();
        }
        summary.print(System.out, retry.repeated());
        return summary.isClean() ? 0 : 1;
    }

    private void read(String line, long number) {
        if (line.isBlank()) {
            return;
        }
        if (line.length() > LineReader.MAX_CHARS) {
            summary.malformed(number, "is longer than " + LineReader.MAX_CHARS + " characters");
            return;
        }
        try {
            batch.add(LoggedPrediction.parse(line));
            lines.add(number);
            batchChars += line.length();
        } catch (IllegalArgumentException e) {
            summary.malformed(number, String.valueOf(e.getMessage()));
        }
    }

    private void send(PredictionLogBlockingStub log, String version, Retry retry) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        LogPredictionsRequest.Builder predictions =
                LogPredictionsRequest.newBuilder().setModelVersion(version);
        ProvideGroundTruthRequest.Builder truths =
                ProvideGroundTruthRequest.newBuilder().setEvaluationJob(job);
        List<Long> truthLines = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            LoggedPrediction logged = batch.get(i);
            predictions.addPredictions(message(logged));
            if (logged.groundTruth() != null) {
                truths.addGroundTruths(
                        GroundTruth.newBuilder().setPredictionId(logged.id()).setGroundTruth(logged.groundTruth()));
                truthLines.add(lines.get(i));
            }
        }
        summary.answered(retry.call(() -> limited(log).logPredictions(predictions.build())), lines);
        if (!truthLines.isEmpty()) {
            summary.answered(retry.call(() -> limited(log).provideGroundTruth(truths.build())), truthLines);
        }
        batch.clear();
        lines.clear();
        batchChars = 0;
    }

    private static PredictionLogBlockingStub limited(PredictionLogBlockingStub log) {
        return log.withDeadlineAfter(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Prediction message(LoggedPrediction logged) {
        Prediction.Builder message = Prediction.newBuilder()
                .setPredictionId(logged.id())
                .setInstance(logged.instance())
                .setPrediction(logged.prediction());
        Instant time = logged.time();
        if (time != null) {
            message.setTime(
                    Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()));
        }
        return message.build();
    }
}
