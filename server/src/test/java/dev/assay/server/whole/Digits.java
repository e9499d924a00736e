package dev.assay.server.whole;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The digits data: 1,397 predictions of a real model, and scikit-learn's figures for them. */
final class Digits {
    static final String PROJECT = "projects/digits";
    static final String MODEL_VERSION = "projects/digits/models/digits/versions/v1";
    static final int COUNT = 1_397;

    private static final String FOLDER = "/dev/assay/server/demo/digits/";

    private Digits() {}

    static List<JsonObject> lines() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(open("predictions.jsonl"), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject expected() {
        try (InputStreamReader reader = new InputStreamReader(open("expected.json"), StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double[] expectedAveragePrecisions() {
        JsonObject byLabel = expected().getAsJsonObject("average_precision_by_label");
        return IntStream.range(0, 10)
                .mapToDouble(digit -> byLabel.get(Integer.toString(digit)).getAsDouble())
                .toArray();
    }

    static JsonArray expectedConfusion() {
        return expected().getAsJsonArray("confusion_matrix_rows_are_truth");
    }

    /** All predictions as one request for the model version given. */
    static LogPredictionsRequest request(String modelVersion) {
        return LogPredictionsRequest.newBuilder()
                .setModelVersion(modelVersion)
                .addAllPredictions(lines().stream().map(Digits::prediction).toList())
                .build();
    }

    static Prediction prediction(JsonObject line) {
        return Prediction.newBuilder()
                .setPredictionId(line.get("id").getAsString())
                .setInstance(line.get("instance").toString())
                .setPrediction(line.get("prediction").toString())
                .build();
    }

    static List<GroundTruth> truths() {
        return lines().stream()
                .map(line -> GroundTruth.newBuilder()
                        .setPredictionId(line.get("id").getAsString())
                        .setGroundTruth(line.get("groundtruth").toString())
                        .build())
                .toList();
    }

    /** Writes all lines to a file, their ids with a prefix. */
    static Path copyTo(Path file, String prefix) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (JsonObject line : lines()) {
                line.addProperty("id", prefix + line.get("id").getAsString());
                writer.write(line.toString());
                writer.newLine();
            }
        }
        return file;
    }

    private static InputStream open(String file) {
        InputStream stream = Digits.class.getResourceAsStream(FOLDER + file);
        if (stream == null) {
            throw new IllegalStateException(FOLDER + file + " is not on the class path");
        }
        return stream;
    }
}
