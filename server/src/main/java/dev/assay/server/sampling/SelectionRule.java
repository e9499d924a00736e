package dev.assay.server.sampling;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Which predictions are selected: a function of the salt of the job and the id of the prediction alone, so that every
 * replica, client and retry decides alike. Stated in {@code prediction_log.proto}, with vectors beside it.
 */
final class SelectionRule {
    private static final HashFunction MURMUR3_X64_128 = Hashing.murmur3_128(0);

    private SelectionRule() {}

    /** Whether the prediction is selected, given its place and the probability of selection. */
    static boolean selects(double place, double samplePercentage) {
        return place < samplePercentage;
    }

    /** Where in [0, 1) the salt puts a prediction: the top 53 bits of its hash, as many as a double holds. */
    static double place(byte[] salt, String predictionId) {
        return (hash(salt, predictionId) >>> 11) * 0x1.0p-53;
    }

    /** The first half of the hash, as 64 bits without a sign. */
    static long hash(byte[] salt, String predictionId) {
        byte[] id = predictionId.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[salt.length + id.length];
        System.arraycopy(salt, 0, bytes, 0, salt.length);
        System.arraycopy(id, 0, bytes, salt.length, id.length);
        return MURMUR3_X64_128.hashBytes(bytes).asLong();
    }
}
