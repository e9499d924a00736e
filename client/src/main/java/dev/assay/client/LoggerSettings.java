package dev.assay.client;

import java.time.Duration;

/** Limits of a {@link PredictionLogger}; its builder documents and checks them. */
record LoggerSettings(
        String modelVersion,
        int queuePredictions,
        long queueBytes,
        int batchPredictions,
        long batchBytes,
        Duration batchAge,
        Duration answerTimeout) {
    static final int MAX_BATCH_PREDICTIONS = 10_000;
    static final int MAX_PREDICTION_CHARACTERS = 8 << 20;

    /** Three bytes per character at worst stay below the 32 MiB that a message may have. */
    static final long MAX_BATCH_BYTES = 8L << 20;

    static LoggerSettings defaults(String modelVersion) {
        return new LoggerSettings(
                modelVersion, 100_000, 64L << 20, 500, 2L << 20, Duration.ofMillis(200), Duration.ofSeconds(30));
    }

    LoggerSettings withQueue(int predictions, long bytes) {
        return new LoggerSettings(
                modelVersion, predictions, bytes, batchPredictions, batchBytes, batchAge, answerTimeout);
    }

    LoggerSettings withBatches(int predictions, long bytes, Duration age) {
        return new LoggerSettings(modelVersion, queuePredictions, queueBytes, predictions, bytes, age, answerTimeout);
    }

    LoggerSettings withAnswerTimeout(Duration timeout) {
        return new LoggerSettings(
                modelVersion, queuePredictions, queueBytes, batchPredictions, batchBytes, batchAge, timeout);
    }
}
