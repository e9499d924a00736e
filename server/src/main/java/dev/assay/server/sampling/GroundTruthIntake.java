package dev.assay.server.sampling;

import dev.assay.server.sampling.JsonTexts.Malformed;
import dev.assay.server.sampling.JsonTexts.Shape;
import dev.assay.server.sampling.Sampler.Gate;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes in what turned out to be true, before or after the predictions it is about. */
public final class GroundTruthIntake {
    private static final Duration HOLD = Duration.ofDays(7);
    private static final int MAX_CHUNK_TRUTHS = 2_000;
    private static final int MAX_CHUNK_CHARS = 4 << 20;
    /** Of the rows written in one transaction. */
    private static final long MAX_CHUNK_ROW_BYTES = 8 << 20;

    private static final int MAX_TRIES = 3;

    /** A truth that says nothing takes back what was said before. */
    private static final String NONE_YET = "null";

    /** Ids of split bodies are longer than those that clients give. */
    private static final int MAX_ID_CHARS = 160;

    private final SamplingStore store;
    private final SampleTableStore tables;
    private final HeldTruthStore held;
    private final Transactions transactions;
    private final Counters counters;

    @Inject
    GroundTruthIntake(
            SamplingStore store,
            SampleTableStore tables,
            HeldTruthStore held,
            Transactions transactions,
            Counters counters) {
        this.store = store;
        this.tables = tables;
        this.held = held;
        this.transactions = transactions;
        this.counters = counters;
    }

    /** What became of one truth. */
    public enum Outcome {
        APPLIED,
        NOT_SELECTED,
        HELD,
        UNKNOWN,
        INVALID
    }

    /**
     * What became of one truth, and why.
     *
     * @param reason for people; empty unless INVALID
     */
    public record Result(Outcome outcome, String reason) {}

    /**
     * Sets the truth of predictions of a job; answers what became of each, in order.
     *
     * @throws NotFound if there is no such job
     * @throws WrongState if it is STOPPED
     */
    public List<Result> provide(ResourceName job, List<Truth> truths, Instant now) {
        transactions.read(() -> standing(job));
        List<Result> results = new ArrayList<>(truths.size());
        List<Truth> chunk = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        long chars = 0;
        for (Truth truth : truths) {
            Optional<String> flaw = flaw(truth);
            results.add(new Result(Outcome.INVALID, flaw.orElse("")));
            if (flaw.isEmpty()) {
                chunk.add(JsonTexts.isSilent(truth.groundTruth()) ? new Truth(truth.predictionId(), NONE_YET) : truth);
                positions.add(results.size() - 1);
                chars += truth.groundTruth().length();
            }
            if (chunk.size() >= MAX_CHUNK_TRUTHS || chars >= MAX_CHUNK_CHARS) {
                write(job, chunk, positions, results, now);
                chars = 0;
            }
        }
        write(job, chunk, positions, results, now);
        count(results);
        return results;
    }

    /** Forgets truths that were held in vain; for the clock door. */
    public void purge(Instant now) {
        int dropped;
        do {
            dropped = transactions.write(() -> held.dropExpired(now, MAX_CHUNK_TRUTHS));
        } while (dropped == MAX_CHUNK_TRUTHS);
    }

    private void write(
            ResourceName job, List<Truth> chunk, List<Integer> positions, List<Result> results, Instant now) {
        if (!chunk.isEmpty()) {
            for (int done = 0; done < chunk.size(); ) {
                List<Truth> rest = chunk.subList(done, chunk.size());
                for (Outcome outcome : transactions.write(() -> apply(job, rest, now))) {
                    results.set(positions.get(done), new Result(outcome, ""));
                    done++;
                }
            }
            chunk.clear();
            positions.clear();
        }
    }

    /** Applies as many truths as one transaction takes, at least one. */
    private List<Outcome> apply(ResourceName job, List<Truth> truths, Instant now) {
        Sampler sampler = lock(job);
        SampleTableStore.Applied applied = tables.setTruth(sampler.table(), job, truths, MAX_CHUNK_ROW_BYTES);
        List<Outcome> outcomes = new ArrayList<>(applied.count());
        List<Truth> early = new ArrayList<>();
        for (int i = 0; i < applied.count(); i++) {
            Outcome outcome = applied.rows().get(i) ? Outcome.APPLIED : withoutRow(sampler, truths.get(i));
            if (outcome == Outcome.HELD) {
                early.add(truths.get(i));
            }
            outcomes.add(outcome);
        }
        if (!early.isEmpty()) {
            held.hold(job, early, now.plus(HOLD));
        }
        return outcomes;
    }

    /** Keeps out whoever might insert the rows meanwhile without seeing that their truth is held. */
    private Sampler lock(ResourceName job) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Sampler sampler = standing(job);
            if (store.lock(sampler.interval()).isPresent()) {
                return sampler;
            }
        }
        throw new Unavailable("the intervals of " + job + " are sealed faster than they can be locked", null);
    }

    private Sampler standing(ResourceName job) {
        Sampler sampler = store.find(job).orElseThrow(() -> new NotFound(job));
        if (sampler.gate() == Gate.CLOSED) {
            throw Sampling.stopped(job);
        }
        return sampler;
    }

    private static Outcome withoutRow(Sampler sampler, Truth truth) {
        if (PredictionReader.isServerMade(truth.predictionId())) {
            return Outcome.UNKNOWN;
        }
        double place = SelectionRule.place(sampler.salt(), truth.predictionId());
        return SelectionRule.selects(place, sampler.settings().samplePercentage())
                ? Outcome.HELD
                : Outcome.NOT_SELECTED;
    }

    private static Optional<String> flaw(Truth truth) {
        try {
            if (truth.predictionId().isEmpty()) {
                throw new Malformed("prediction_id: is required");
            }
            PredictionReader.requireId(truth.predictionId(), MAX_ID_CHARS);
            PredictionReader.requireBytes("ground_truth", truth.groundTruth());
            requireShape(truth.groundTruth());
            return Optional.empty();
        } catch (Malformed e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void requireShape(String text) throws Malformed {
        try {
            Shape shape = JsonTexts.read(text, "predictions", 1);
            if (!shape.isObject() && !JsonTexts.isEmptyArray(text)) {
                throw new Malformed("must be a JSON object, or [] where nothing is true, got " + Shown.value(text));
            }
            if (shape.elements().stream().anyMatch(element -> !element.startsWith("{"))) {
                throw new Malformed("must hold an object in \"predictions\"");
            }
        } catch (Malformed e) {
            throw new Malformed("ground_truth: " + e.getMessage());
        }
    }

    private void count(List<Result> results) {
        Map<Outcome, Long> byOutcome =
                results.stream().collect(Collectors.groupingBy(Result::outcome, Collectors.counting()));
        byOutcome.forEach((outcome, n) ->
                counters.add("assay.ground_truths", n, "outcome", outcome.name().toLowerCase(Locale.ROOT)));
    }
}
