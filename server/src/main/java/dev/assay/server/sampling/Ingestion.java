package dev.assay.server.sampling;

import dev.assay.server.sampling.Batch.Invalid;
import dev.assay.server.sampling.Candidate.Outcome;
import dev.assay.server.sampling.JsonTexts.Malformed;
import dev.assay.server.sampling.Offered.Prediction;
import dev.assay.server.sampling.Offered.Unreadable;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes predictions in. Texts are checked and split before the transactions, which are cut so that none is long; the
 * answer comes after the last of them is committed.
 */
public final class Ingestion {
    private static final int MAX_CHUNK_ROWS = 2_000;
    private static final int MAX_CHUNK_CHARS = 4 << 20;
    private static final int MAX_CHUNK_CANDIDATES = 20_000;

    private final Filling filling;
    private final Transactions transactions;
    private final Counters counters;
    private final PredictionReader reader;

    @Inject
    Ingestion(Filling filling, Transactions transactions, Ids ids, Counters counters) {
        this.filling = filling;
        this.transactions = transactions;
        this.counters = counters;
        this.reader = new PredictionReader(ids);
    }

    /**
     * Takes batches in, those of one call or of several; answers what became of each, in order.
     *
     * @throws Overloaded if too many writers wait or the disk is full
     * @throws Unavailable if the store cannot be reached; some of the predictions may be stored nevertheless
     */
    public List<Batch.Result> ingest(List<Batch> batches, Instant now) {
        List<Progress> progresses =
                batches.stream().map(batch -> new Progress(batch, now)).toList();
        Map<ResourceName, Sampler> hints = hints(batches);
        Chunk chunk = new Chunk();
        progresses.stream()
                .filter(p -> hints.containsKey(p.batch.modelVersion()))
                .forEach(chunk::addCounts);
        for (Progress progress : progresses) {
            Optional<Sampler> hint = Optional.ofNullable(hints.get(progress.batch.modelVersion()));
            Optional<Outcome> refused = Filling.refusal(hint);
            for (Candidate candidate : progress.candidates) {
                if (refused.isPresent()) {
                    progress.add(refused.get());
                    continue;
                }
                chunk.add(progress, candidate, candidate.isSelectedBy(hint.orElseThrow()));
                if (chunk.isFull()) {
                    chunk.write(now);
                    chunk = new Chunk();
                }
            }
        }
        chunk.write(now);
        return progresses.stream().map(Progress::result).toList();
    }

    /** How the versions are sampled just now: good enough to size chunks; each transaction looks again. */
    private Map<ResourceName, Sampler> hints(List<Batch> batches) {
        Collection<ResourceName> versions =
                batches.stream().map(Batch::modelVersion).collect(Collectors.toSet());
        return transactions.read(() -> filling.samplers(versions));
    }

    /** A batch, and what became of its predictions so far. */
    private final class Progress {
        private final Batch batch;
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<Invalid> invalid = new ArrayList<>();
        private final EnumMap<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

        Progress(Batch batch, Instant now) {
            this.batch = batch;
            List<Offered> offered = batch.predictions();
            for (int i = 0; i < offered.size(); i++) {
                try {
                    candidates.addAll(read(offered.get(i), now));
                } catch (Malformed e) {
                    invalid.add(new Invalid(i, String.valueOf(e.getMessage())));
                }
            }
        }

        private List<Candidate> read(Offered offered, Instant now) throws Malformed {
            if (offered instanceof Unreadable unreadable) {
                throw new Malformed(unreadable.reason());
            }
            int room = PredictionReader.MAX_PREDICTIONS - candidates.size();
            return reader.read((Prediction) offered, room, now);
        }

        void add(Outcome outcome) {
            outcomes.merge(outcome, 1, Integer::sum);
        }

        Batch.Result result() {
            outcomes.forEach((outcome, n) -> counted(outcome.name(), n));
            counted("INVALID", invalid.size());
            return new Batch.Result(
                    number(Outcome.SAMPLED),
                    number(Outcome.NOT_SELECTED),
                    number(Outcome.OVER_LIMIT),
                    number(Outcome.DUPLICATE),
                    number(Outcome.PAUSED),
                    number(Outcome.NO_JOB),
                    invalid);
        }

        private int number(Outcome outcome) {
            return outcomes.getOrDefault(outcome, 0);
        }

        private void counted(String outcome, int n) {
            if (n > 0) {
                counters.add("assay.predictions", n, "outcome", outcome.toLowerCase(Locale.ROOT));
            }
        }
    }

    /** What one transaction takes in: of one or several batches, bounded by what is likely to be stored. */
    private final class Chunk {
        private final List<Progress> progresses = new ArrayList<>();
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<Progress> counting = new ArrayList<>();
        private int rows;
        private int chars;

        void addCounts(Progress progress) {
            if (progress.batch.counts() != null) {
                counting.add(progress);
            }
        }

        void add(Progress progress, Candidate candidate, boolean likelyStored) {
            progresses.add(progress);
            candidates.add(candidate);
            if (likelyStored) {
                candidate.row();
                rows++;
                chars += candidate.textLength();
            }
        }

        boolean isFull() {
            return rows >= MAX_CHUNK_ROWS || chars >= MAX_CHUNK_CHARS || candidates.size() >= MAX_CHUNK_CANDIDATES;
        }

        void write(Instant now) {
            if (candidates.isEmpty() && counting.isEmpty()) {
                return;
            }
            Map<ResourceName, List<Integer>> positions = new LinkedHashMap<>();
            for (int i = 0; i < candidates.size(); i++) {
                positions
                        .computeIfAbsent(progresses.get(i).batch.modelVersion(), version -> new ArrayList<>())
                        .add(i);
            }
            Map<ResourceName, List<Candidate>> byVersion = positions.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue().stream()
                                    .map(candidates::get)
                                    .toList()));
            Map<ResourceName, List<Outcome>> outcomes = transactions.write(() -> {
                counting.forEach(progress -> filling.keep(progress.batch.modelVersion(), progress.batch.counts()));
                return filling.fill(byVersion, now);
            });
            positions.forEach((version, places) -> {
                List<Outcome> of = outcomes.getOrDefault(version, List.of());
                for (int i = 0; i < places.size(); i++) {
                    progresses.get(places.get(i)).add(of.get(i));
                }
            });
        }
    }
}
