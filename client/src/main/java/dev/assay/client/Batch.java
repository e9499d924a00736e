package dev.assay.client;

import com.google.protobuf.Timestamp;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.PopulationCounts;
import dev.assay.v1.Prediction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that the server has not answered yet, kept to be sent again. Used by the courier only. */
final class Batch {
    private final LogPredictionsRequest request;
    private final long predictions;
    private final long bytes;
    private long sentAt;
    private int refusals;

    Batch(String modelVersion, long sequence, List<Pending> entries, @Nullable PopulationCounts counts) {
        LogPredictionsRequest.Builder message =
                LogPredictionsRequest.newBuilder().setModelVersion(modelVersion).setSequence(sequence);
        long allPredictions = 0;
        long allBytes = 0;
        for (Pending entry : entries) {
            message.addPredictions(prediction(entry));
            allPredictions += entry.instances();
            allBytes += entry.bytes();
        }
        if (counts != null) {
            message.setPopulationCounts(counts);
        }
        this.request = message.build();
        this.predictions = allPredictions;
        this.bytes = allBytes;
    }

    private static Prediction prediction(Pending entry) {
        Instant time = entry.time();
        return Prediction.newBuilder()
                .setPredictionId(entry.id())
                .setTime(
                        Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()))
                .setInstance(entry.instance())
                .setPrediction(entry.prediction())
                .build();
    }

    LogPredictionsRequest request() {
        return request;
    }

    long sequence() {
        return request.getSequence();
    }

    long predictions() {
        return predictions;
    }

    long bytes() {
        return bytes;
    }

    long sentAt() {
        return sentAt;
    }

    void sent(long now) {
        sentAt = now;
    }

    /** Counts breaks that this message may have caused. */
    int refusedOnceMore() {
        return ++refusals;
    }
}
