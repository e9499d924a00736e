package dev.assay.server.labeling;

import dev.assay.server.labeling.LabelingTaskStore.Recent;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How tasks get on. What it costs does not depend on how many items or answers a task has. */
public final class TaskFigures {
    private static final int MOST_COUNTED = 10_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final LabelingTaskStore store;
    private final Transactions transactions;

    @Inject
    TaskFigures(LabelingTaskStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * How a task gets on.
     *
     * @param items that people are asked about; grows while they are listed
     * @param decidedItems that wait for nobody any more; up to a minute old while very many wait
     * @param answers by everybody
     * @param answersOfPerson 0 if nobody was asked about
     * @param answersLastHour estimated from the newest if there are very many
     * @param doneTime when it is done if it goes on as in the last hour; null if it is closed, or nobody works
     */
    public record Figures(
            long items,
            long decidedItems,
            long answers,
            long answersOfPerson,
            long answersLastHour,
            @Nullable Instant doneTime) {}

    /**
     * How far a task is.
     *
     * @param items that people are asked about; grows while they are listed
     * @param openItems that wait for answers; up to a minute old while very many wait
     * @param answers by everybody
     */
    public record Progress(long items, long openItems, long answers) {}

    /** How far tasks are: all in one query; those that are gone are absent. */
    public Map<ResourceName, Progress> progress(Collection<ResourceName> tasks) {
        return tasks.isEmpty() ? Map.of() : transactions.read(() -> store.progress(tasks, MOST_COUNTED));
    }

    /** The figures of a task, some of them about a person. */
    public Figures of(LabelingTask task, @Nullable Person person, Instant now) {
        return transactions.read(() -> {
            long number = task.number();
            long items = task.itemCount() == null ? store.listedItems(number) : task.itemCount();
            long open = store.countOpenItems(number, MOST_COUNTED);
            if (open == MOST_COUNTED) {
                open = Math.max(open, Math.min(items, task.counts().openItems()));
            }
            long answers = task.counts().answers()
                    + store.recentAnswers(number, task.counts().answersUntil(), MOST_COUNTED)
                            .count();
            double perHour = perHour(store.recentAnswers(number, now.minus(HOUR), MOST_COUNTED), now);
            return new Figures(
                    items,
                    items - open,
                    answers,
                    person == null ? 0 : store.countAnswers(number, person),
                    Math.round(perHour),
                    task.isOpen() ? doneTime(task.plan(), items, open, answers, perHour, now) : null);
        });
    }

    private static double perHour(Recent recent, Instant now) {
        if (recent.oldest() == null || recent.count() < MOST_COUNTED) {
            return recent.count();
        }
        long millis = Math.max(1, Duration.between(recent.oldest(), now).toMillis());
        return (double) recent.count() * HOUR.toMillis() / millis;
    }

    private static @Nullable Instant doneTime(
            LabelingPlan plan, long items, long open, long answers, double perHour, Instant now) {
        if (perHour == 0) {
            return null;
        }
        int atFirst = Judges.of(plan).atFirst(Math.min(plan.replicaCount(), plan.people()));
        double missing = Math.max(open, (double) items * atFirst - answers);
        return now.plusMillis(Math.round(missing / perHour * HOUR.toMillis()));
    }
}
