package dev.assay.server.labeling;

import dev.assay.server.labeling.AnswerStore.AnsweredItem;
import dev.assay.server.labeling.AnswerStore.GivenAnswer;
import dev.assay.server.labeling.AnswerStore.Tallies;
import dev.assay.server.labeling.Judge.Verdict;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How people work. */
public final class WorkerFigures {
    private static final int NEWEST = 1_000;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int TASKS_PER_READ = 100;

    private final LabelingTaskStore tasks;
    private final AnswerStore answers;
    private final Transactions transactions;

    @Inject
    WorkerFigures(LabelingTaskStore tasks, AnswerStore answers, Transactions transactions) {
        this.tasks = tasks;
        this.answers = answers;
        this.transactions = transactions;
    }

    /**
     * How somebody works.
     *
     * @param expired leases that ran out
     * @param meanTime from lease to answer; null without answers
     * @param medianTime of the newest 1,000 answers; null without answers, and for a project
     * @param agreement share of their newest answers, of at most 1,000, that say what people agreed on; null if people
     *     agreed on none of these items, and for a project
     */
    public record Figures(
            long answered,
            long skipped,
            long expired,
            long answeredLastHour,
            @Nullable Duration meanTime,
            @Nullable Duration medianTime,
            @Nullable Instant lastAnswerTime,
            @Nullable Double agreement) {}

    /**
     * How somebody works.
     *
     * @param scope a project or one task
     * @throws NotFound if there is no such task
     */
    public Figures of(ResourceName scope, Person person, Instant now) {
        return transactions.read(() -> scope.kind() == ResourceKind.TASK
                ? ofTask(tasks.find(scope).orElseThrow(() -> new NotFound(scope)), person, now)
                : figures(ofProject(scope, person, now), null, null));
    }

    private Figures ofTask(LabelingTask task, Person person, Instant now) {
        List<Long> number = List.of(task.number());
        List<Duration> newest = answers.newestAnswerDurations(number, person, NEWEST);
        return figures(
                answers.tallies(number, person, now.minus(HOUR)),
                newest.isEmpty() ? null : median(newest),
                agreement(task, person));
    }

    /** Of however many tasks, some at a time. */
    private Tallies ofProject(ResourceName project, Person person, Instant now) {
        Tallies sum = Tallies.NONE;
        PageRequest page = PageRequest.of(TASKS_PER_READ, "", project.toString());
        while (true) {
            List<LabelingTask> found = tasks.list(project, person, false, page);
            List<Long> numbers = found.stream().map(LabelingTask::number).toList();
            sum = sum.plus(answers.tallies(numbers, person, now.minus(HOUR)));
            if (found.size() < page.limit()) {
                return sum;
            }
            String last = found.get(found.size() - 1).name().id();
            page = new PageRequest(page.size(), List.of(last), page.scope());
        }
    }

    private static Figures figures(Tallies tallies, @Nullable Duration median, @Nullable Double agreement) {
        return new Figures(
                tallies.answered(),
                tallies.questions().getOrDefault(State.SKIPPED, 0L),
                tallies.expiries(),
                tallies.recentAnswers(),
                tallies.meanTime(),
                median,
                tallies.lastAnswerTime(),
                agreement);
    }

    private static Duration median(List<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private @Nullable Double agreement(LabelingTask task, Person person) {
        if (task.plan().aggregation() == Aggregation.NO_AGGREGATION) {
            return null;
        }
        int compared = 0;
        int agreeing = 0;
        Judge judge = Judges.of(task.plan());
        for (AnsweredItem item : answers.newestDecided(task.number(), person, NEWEST)) {
            Verdict verdict = judge.verdict(TaskOutcomes.said(item));
            if (verdict.agreed() && item.answers().size() > 1) {
                compared++;
                agreeing += saysSame(item, person, verdict) ? 1 : 0;
            }
        }
        return compared == 0 ? null : (Double) ((double) agreeing / compared);
    }

    private static boolean saysSame(AnsweredItem item, Person person, Verdict verdict) {
        Set<Object> agreed = new HashSet<>();
        verdict.annotations().forEach(annotation -> agreed.add(annotation.value()));
        Set<Object> said = new HashSet<>();
        for (GivenAnswer given : item.answers()) {
            if (given.person().equals(person)) {
                Answer.of(given.answer()).annotations().forEach(annotation -> said.add(annotation.value()));
            }
        }
        return agreed.equals(said);
    }
}
