package dev.assay.server.sampling;

import com.google.common.base.Utf8;
import dev.assay.server.sampling.JsonTexts.Malformed;
import dev.assay.server.sampling.JsonTexts.Shape;
import dev.assay.server.sampling.Offered.Prediction;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Checks what clients send and splits bodies that hold several predictions. */
final class PredictionReader {
    /** Predictions that one batch may hold, counted after splitting. */
    static final int MAX_PREDICTIONS = 10_000;

    /** Ids that the server made for predictions that came without one. */
    static final String AUTO_PREFIX = "auto-";

    /** Ids that the server made for rows that others wrote. */
    static final String FOREIGN_PREFIX = "ext-";

    private static final int MAX_TEXT_BYTES = 8 << 20;
    private static final int MAX_ID_CHARS = 128;

    private final Ids ids;

    PredictionReader(Ids ids) {
        this.ids = ids;
    }

    /**
     * The predictions of one entry, at least one.
     *
     * @param room how many more the batch may hold
     */
    List<Candidate> read(Prediction offered, int room, Instant now) throws Malformed {
        String id = offered.id().isEmpty() ? AUTO_PREFIX + ids.next(now) : offered.id();
        requireClientId(offered.id());
        requireBytes(offered);
        Instant time = offered.time() == null ? now : offered.time();
        List<String> instances = parts("instance", offered.instance(), "instances");
        List<String> predictions = parts("prediction", offered.prediction(), "predictions");
        if (instances.isEmpty()) {
            throw new Malformed("instance: holds no instances");
        }
        if (instances.size() != predictions.size()) {
            throw new Malformed(
                    "prediction: holds " + predictions.size() + " predictions for " + instances.size() + " instances");
        }
        if (instances.size() > room) {
            throw new Malformed("instance: the batch holds more than " + MAX_PREDICTIONS + " predictions");
        }
        if (instances.size() == 1) {
            return List.of(new Candidate(id, time, instances.get(0), predictions.get(0)));
        }
        List<Candidate> candidates = new ArrayList<>(instances.size());
        for (int offset = 0; offset < instances.size(); offset++) {
            candidates.add(new Candidate(id + "/" + offset, time, instances.get(offset), predictions.get(offset)));
        }
        return candidates;
    }

    /** Whether the server made this id. */
    static boolean isServerMade(String id) {
        return id.startsWith(AUTO_PREFIX) || id.startsWith(FOREIGN_PREFIX);
    }

    /** Requires text that can be stored: no half of a surrogate pair, at most 8 MiB of UTF-8 together. */
    static void requireBytes(String field, String... texts) throws Malformed {
        long bytes = 0;
        for (String text : texts) {
            try {
                bytes += Utf8.encodedLength(text);
            } catch (IllegalArgumentException e) {
                throw new Malformed(field + ": holds an unpaired surrogate");
            }
        }
        if (bytes > MAX_TEXT_BYTES) {
            throw new Malformed(field + ": must be at most 8 MiB, got " + bytes + " bytes");
        }
    }

    /** Requires an id to be no longer than may be, and without control characters. */
    static void requireId(String id, int maxChars) throws Malformed {
        requireBytes("prediction_id", id);
        if (id.codePointCount(0, id.length()) > maxChars) {
            throw new Malformed("prediction_id: must be at most " + maxChars + " characters, got " + Shown.value(id));
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw new Malformed("prediction_id: must not hold control characters, got " + Shown.value(id));
        }
    }

    private static void requireClientId(String id) throws Malformed {
        requireId(id, MAX_ID_CHARS);
        if (isServerMade(id)) {
            throw new Malformed("prediction_id: must not begin with " + AUTO_PREFIX + " or " + FOREIGN_PREFIX + ", got "
                    + Shown.value(id));
        }
    }

    private static void requireBytes(Prediction offered) throws Malformed {
        requireBytes("instance and prediction", offered.instance(), offered.prediction());
    }

    /** The elements of a body, or the one value that the text is. */
    private static List<String> parts(String field, String text, String member) throws Malformed {
        try {
            Shape shape = JsonTexts.read(text, member, MAX_PREDICTIONS);
            return shape.hasArray() ? shape.elements() : List.of(text);
        } catch (Malformed e) {
            throw new Malformed(field + ": " + e.getMessage());
        }
    }
}
