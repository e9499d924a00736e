package dev.assay.server.sampling;

import dev.assay.server.sampling.Candidate.Outcome;
import dev.assay.server.sampling.SampleTableStore.NewRow;
import dev.assay.server.sampling.SampleTableStore.Origin;
import dev.assay.server.sampling.Sampler.Gate;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills intervals: what ingestion does inside a transaction. An interval is locked before anything is inserted into it
 * and the number really inserted is added afterwards, so it never holds a row more than it may.
 */
final class Filling {
    /** How often an interval that was sealed meanwhile is looked up anew. */
    private static final int MAX_TRIES = 3;

    private final SamplingStore store;
    private final SampleTableStore tables;
    private final HeldTruthStore held;

    @Inject
    Filling(SamplingStore store, SampleTableStore tables, HeldTruthStore held) {
        this.store = store;
        this.tables = tables;
        this.held = held;
    }

    /** The samplers of these versions, as far as a job evaluates them. */
    Map<ResourceName, Sampler> samplers(Collection<ResourceName> modelVersions) {
        Map<ResourceName, Sampler> samplers = new HashMap<>();
        modelVersions.forEach(version -> store.findByVersion(version).ifPresent(s -> samplers.put(version, s)));
        return samplers;
    }

    /** Stores what is selected and not stored yet; answers what became of each candidate, by version. */
    Map<ResourceName, List<Outcome>> fill(Map<ResourceName, List<Candidate>> candidates, Instant now) {
        Map<ResourceName, Sampler> samplers = samplers(candidates.keySet());
        Map<ResourceName, List<Outcome>> outcomes = new HashMap<>();
        // Locked in the order of their names, the intervals of several jobs never lock each other out.
        candidates.entrySet().stream()
                .sorted(Comparator.comparing(entry -> lockName(samplers.get(entry.getKey()))))
                .forEach(entry -> {
                    Optional<Sampler> sampler = Optional.ofNullable(samplers.get(entry.getKey()));
                    outcomes.put(entry.getKey(), fill(entry.getKey(), sampler, entry.getValue(), now));
                });
        return outcomes;
    }

    private static String lockName(@Nullable Sampler sampler) {
        return sampler == null ? "" : sampler.job().toString();
    }

    /** Keeps what clients saw and did not send, if they say and the interval is one of the version's job. */
    void keep(ResourceName modelVersion, @Nullable PopulationCounts counts) {
        if (counts != null) {
            store.findByVersion(modelVersion).ifPresent(sampler -> store.keep(sampler.job(), counts));
        }
    }

    private List<Outcome> fill(
            ResourceName modelVersion, Optional<Sampler> first, List<Candidate> candidates, Instant now) {
        Optional<Sampler> sampler = first;
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Optional<Outcome> refused = refusal(sampler);
            if (refused.isPresent()) {
                return candidates.stream().map(candidate -> refused.get()).toList();
            }
            Optional<Integer> room = store.lock(sampler.get().interval());
            if (room.isPresent()) {
                return new Fill(sampler.get(), candidates, now).into(room.get());
            }
            sampler = store.findByVersion(modelVersion);
        }
        throw new Unavailable("the intervals of " + modelVersion + " are sealed faster than they can be filled", null);
    }

    /** What becomes of every prediction while none is taken; empty if they are. */
    static Optional<Outcome> refusal(Optional<Sampler> sampler) {
        if (sampler.isEmpty() || sampler.get().gate() == Gate.CLOSED) {
            return Optional.of(Outcome.NO_JOB);
        }
        return sampler.get().gate() == Gate.PAUSED ? Optional.of(Outcome.PAUSED) : Optional.empty();
    }

    /** One job's candidates on their way into its locked interval. */
    private final class Fill {
        private final Sampler sampler;
        private final Instant now;
        private final Outcome[] outcomes;
        private final List<Candidate> selected = new ArrayList<>();
        private final List<Integer> positions = new ArrayList<>();

        Fill(Sampler sampler, List<Candidate> candidates, Instant now) {
            this.sampler = sampler;
            this.now = now;
            this.outcomes = new Outcome[candidates.size()];
            for (int i = 0; i < outcomes.length; i++) {
                outcomes[i] = Outcome.NOT_SELECTED;
                if (candidates.get(i).isSelectedBy(sampler)) {
                    selected.add(candidates.get(i));
                    positions.add(i);
                }
            }
        }

        List<Outcome> into(int room) {
            int left = insert(room);
            refuse(left);
            store.count(sampler.interval(), tally(), now);
            return List.of(outcomes);
        }

        /** Inserts until the interval is full; answers the first of the selected that was not tried. */
        private int insert(int room) {
            if (room == 0 || selected.isEmpty()) {
                return 0;
            }
            Map<String, String> truths = held.find(
                    sampler.job(), selected.stream().map(Candidate::id).toList());
            Origin origin = new Origin(
                    sampler.table(),
                    sampler.job(),
                    sampler.modelVersion(),
                    sampler.interval(),
                    sampler.settings().samplePercentage());
            int next = 0;
            int free = room;
            while (free > 0 && next < selected.size()) {
                List<Candidate> part = selected.subList(next, Math.min(next + free, selected.size()));
                BitSet inserted = tables.insert(
                        origin, part.stream().map(c -> row(c, truths)).toList());
                for (int i = 0; i < part.size(); i++) {
                    outcomes[positions.get(next + i)] = inserted.get(i) ? Outcome.SAMPLED : Outcome.DUPLICATE;
                }
                free -= inserted.cardinality();
                next += part.size();
            }
            if (!truths.isEmpty()) {
                held.drop(sampler.job(), applied(truths));
            }
            return next;
        }

        private List<String> applied(Map<String, String> truths) {
            List<String> applied = new ArrayList<>();
            for (int i = 0; i < selected.size(); i++) {
                String id = selected.get(i).id();
                if (outcomes[positions.get(i)] == Outcome.SAMPLED && truths.containsKey(id)) {
                    applied.add(id);
                }
            }
            return applied;
        }

        private static NewRow row(Candidate candidate, Map<String, String> truths) {
            NewRow row = candidate.row();
            String truth = truths.get(candidate.id());
            return truth == null
                    ? row
                    : new NewRow(row.predictionId(), row.time(), row.rawData(), row.rawPrediction(), truth);
        }

        /** Tells those that found the interval full from those that are stored already. */
        private void refuse(int first) {
            List<Candidate> rest = selected.subList(first, selected.size());
            if (rest.isEmpty()) {
                return;
            }
            Set<String> standing = tables.standing(
                    sampler.table(),
                    sampler.job(),
                    rest.stream().map(Candidate::id).toList());
            for (int i = 0; i < rest.size(); i++) {
                outcomes[positions.get(first + i)] =
                        standing.contains(rest.get(i).id()) ? Outcome.DUPLICATE : Outcome.OVER_LIMIT;
            }
        }

        private Tally tally() {
            EnumMap<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
            for (Outcome outcome : outcomes) {
                counts.merge(outcome, 1, Integer::sum);
            }
            return new Tally(
                    outcomes.length,
                    counts.getOrDefault(Outcome.SAMPLED, 0),
                    counts.getOrDefault(Outcome.OVER_LIMIT, 0),
                    counts.getOrDefault(Outcome.DUPLICATE, 0));
        }
    }
}
