package dev.assay.server.sampling;

import dev.assay.server.sampling.SampleTableStore.RowTruth;
import dev.assay.server.sampling.SampleTableStore.RowWithoutTruth;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What jobs and runs ask of sampling. Every method joins the caller's transaction, or makes one of its own. */
public final class Sampling {
    private static final int SALT_BYTES = 16;
    private static final int MAX_TRUTHS_PER_WRITE = 2_000;
    /** Of the rows that are written. */
    private static final long MAX_BYTES_PER_WRITE = 8 << 20;

    private final SamplingStore store;
    private final SampleTableStore tables;
    private final Transactions transactions;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Sampling(SamplingStore store, SampleTableStore tables, Transactions transactions) {
        this.store = store;
        this.tables = tables;
        this.transactions = transactions;
    }

    // --- for jobs -------------------------------------------------------------------------------------------------

    /**
     * Begins to sample for a new job: makes or checks its sample table, draws its salt, opens its first interval. The
     * job's row is inserted already.
     *
     * @throws WrongState if the table belongs to another project or has other columns
     */
    public void open(ResourceName job, SamplerSettings settings, TableName table, Instant now) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        transactions.write(() -> {
            tables.make(table, job.project(), now);
            store.open(job, salt, settings, table, now);
        });
    }

    /** Changes the settings of a job, and with them those of its open interval. */
    public void change(ResourceName job, SamplerSettings settings, Instant now) {
        transactions.write(() -> store.change(job, settings, now));
    }

    /** How a job samples; empty if there is no such job. */
    public Optional<Sampler> find(ResourceName job) {
        return transactions.read(() -> store.find(job));
    }

    /**
     * Seals the open interval of a job and opens the next.
     *
     * @return the id of the sealed one
     * @throws WrongState if the job is STOPPED
     */
    public long sealAndOpenNext(ResourceName job, Instant now) {
        return transactions.write(() -> {
            long sealed = store.seal(job, now).orElseThrow(() -> stopped(job));
            store.openInterval(job, now);
            return sealed;
        });
    }

    /** Notes in the open interval that the job was paused from one time to another. It was the open one all the while. */
    public void notePause(ResourceName job, Instant from, Instant to) {
        // The clocks of two servers may differ by more than a short pause.
        if (from.isBefore(to)) {
            transactions.write(() -> store.addPause(job, Duration.between(from, to)));
        }
    }

    /** Seals the open interval of a job that is being deleted; nothing is sampled for it afterwards. */
    public void close(ResourceName job, Instant now) {
        transactions.write(() -> store.seal(job, now));
    }

    // --- for runs -------------------------------------------------------------------------------------------------

    /**
     * Takes rows that others wrote for the job's model version into an interval that it sealed. Answers how many:
     * fewer than {@code limit} means that none are left.
     *
     * @param limit at most 2,000
     * @throws Superseded if the fence is not the one in force
     */
    public int takeForeignRows(
            Fence fence,
            TableName table,
            ResourceName job,
            ResourceName modelVersion,
            long interval,
            int limit,
            Instant now) {
        return transactions.write(() -> tables.stampForeignRows(fence, table, job, modelVersion, interval, limit, now));
    }

    /**
     * Rows of an interval with a key above {@code afterKey}, in key order: at most {@code limit}, and no more than fit
     * into 16 MiB of text. Empty only after the last one.
     */
    public List<SampledRow> rows(TableName table, long interval, long afterKey, int limit) {
        return transactions.read(() -> tables.rows(table, interval, afterKey, limit));
    }

    /** How many rows an interval holds. */
    public long countRows(TableName table, long interval) {
        return transactions.read(() -> tables.countRows(table, interval));
    }

    /** Whether any row of an interval has no ground truth yet. */
    public boolean anyWithoutTruth(TableName table, long interval) {
        return transactions.read(() -> tables.anyWithoutTruth(table, interval));
    }

    /** Rows of an interval without ground truth, from a key on, in key order; at most {@code limit}. */
    public List<RowWithoutTruth> rowsWithoutTruth(TableName table, long interval, long fromKey, int limit) {
        return transactions.read(() -> tables.rowsWithoutTruth(table, interval, fromKey, limit));
    }

    /**
     * Sets the ground truth of rows of an interval that have none; what was provided meanwhile stays.
     *
     * @throws Superseded if the fence is not the one in force
     */
    public void fillTruth(Fence fence, TableName table, long interval, List<RowTruth> truths) {
        for (int done = 0; done < truths.size(); ) {
            List<RowTruth> rest = truths.subList(done, Math.min(truths.size(), done + MAX_TRUTHS_PER_WRITE));
            done += transactions.write(() -> tables.fillTruth(fence, table, interval, rest, MAX_BYTES_PER_WRITE));
        }
    }

    /** What is known of an interval. */
    public Optional<IntervalRecord> interval(long id) {
        return transactions.read(() -> store.interval(id));
    }

    // --- for doors ------------------------------------------------------------------------------------------------

    /**
     * How predictions of a model version are sampled at the moment.
     *
     * @throws NotFound if no job that is not STOPPED evaluates the version
     */
    public Policy policy(ResourceName modelVersion) {
        return transactions.read(() -> store.policies(List.of(modelVersion))).stream()
                .findFirst()
                .orElseThrow(() -> new NotFound(modelVersion));
    }

    /**
     * Deletes rows of the interval that was sealed first of those that have any, if it was sealed before a time. Rows
     * age with their interval, not with their own time, which clients choose; rows in no interval stay, and so do those
     * that an active run still reads.
     *
     * @param limit at most 2,000
     * @return whether there may be more to delete
     */
    public boolean purgeRows(Instant sealedBefore, int limit) {
        return transactions.write(() -> {
            Optional<SamplingStore.RowsOfInterval> oldest = store.oldestSealedBefore(sealedBefore);
            oldest.ifPresent(rows -> {
                // No run of the job is brought back to work meanwhile; one that was just now is left its rows.
                transactions.lock(rows.job());
                if (oldest.equals(store.oldestSealedBefore(sealedBefore))) {
                    int deleted = tables.delete(rows.table(), rows.interval(), limit);
                    store.markPurged(rows.interval(), deleted < limit);
                }
            });
            return oldest.isPresent();
        });
    }

    static WrongState stopped(ResourceName job) {
        return new WrongState("JOB_STOPPED", "evaluation job " + job + " is STOPPED");
    }
}
