package dev.assay.client;

import dev.assay.v1.PopulationCounts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was not sent, per interval, so that the server can state the population. The counts are cumulative: a
 * lost or repeated message does no harm. Callers add, the courier alone does all else.
 */
final class Population {
    /** A server that seals intervals faster than it takes counts loses the counts of the oldest ones. */
    private static final int KEPT_INTERVALS = 16;

    /** The counts of one interval; interval 0 is nowhere, its counts are never sent. */
    static final class Tally {
        private long interval;
        private final LongAdder notSelected = new LongAdder();
        private final LongAdder dropped = new LongAdder();
        private final LongAdder overLimit = new LongAdder();
        private long sent;
        private long acknowledged;

        private Tally(long interval) {
            this.interval = interval;
        }

        void notSelected(long predictions) {
            notSelected.add(predictions);
        }

        void dropped(long predictions) {
            dropped.add(predictions);
        }

        void overLimit(long predictions) {
            overLimit.add(predictions);
        }

        private long total() {
            return notSelected.sum() + dropped.sum() + overLimit.sum();
        }
    }

    /** What must be acknowledged before a flush has ended. */
    record Mark(Tally tally, long total) {
        boolean reached() {
            return tally.acknowledged >= total;
        }
    }

    private final String clientId;
    private final Deque<Tally> tallies = new ArrayDeque<>();
    private final Tally first = new Tally(0);
    private boolean entered;

    Population(String clientId) {
        this.clientId = clientId;
    }

    /** Where predictions count that are offered before any policy is known. */
    Tally beforeAnyPolicy() {
        return first;
    }

    /** The tally of an interval. The first one known takes over what was counted before. */
    Tally enter(long interval) {
        boolean isFirst = !entered;
        entered = true;
        if (interval == 0) {
            return new Tally(0);
        }
        for (Tally tally : tallies) {
            if (tally.interval == interval) {
                return tally;
            }
        }
        Tally tally = isFirst ? first : new Tally(interval);
        tally.interval = interval;
        tallies.addLast(tally);
        if (tallies.size() > KEPT_INTERVALS) {
            tallies.removeFirst();
        }
        return tally;
    }

    /** Counts that changed since they were last sent, oldest interval first; null if there are none. */
    @Nullable
    PopulationCounts unsent() {
        for (Tally tally : tallies) {
            long notSelected = tally.notSelected.sum();
            long dropped = tally.dropped.sum();
            long overLimit = tally.overLimit.sum();
            if (notSelected + dropped + overLimit > tally.sent) {
                tally.sent = notSelected + dropped + overLimit;
                return PopulationCounts.newBuilder()
                        .setClientId(clientId)
                        .setInterval(tally.interval)
                        .setNotSelected(notSelected)
                        .setDropped(dropped)
                        .setOverLimit(overLimit)
                        .build();
            }
        }
        return null;
    }

    boolean hasUnsent() {
        return tallies.stream().anyMatch(tally -> tally.total() > tally.sent);
    }

    void acknowledged(PopulationCounts counts) {
        for (Tally tally : tallies) {
            if (tally.interval == counts.getInterval()) {
                tally.acknowledged = Math.max(
                        tally.acknowledged, counts.getNotSelected() + counts.getDropped() + counts.getOverLimit());
            }
        }
    }

    /** The message that carried these counts was given up: the next one carries them. */
    void refused(PopulationCounts counts) {
        for (Tally tally : tallies) {
            if (tally.interval == counts.getInterval()) {
                tally.sent = tally.acknowledged;
            }
        }
    }

    List<Mark> marks() {
        return tallies.stream().map(tally -> new Mark(tally, tally.total())).toList();
    }
}
