package dev.assay.server.labeling;

import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.LabelingTask.Counts;
import dev.assay.server.labeling.TaskFigures.Progress;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where tasks and the lists of their items are kept. Every method joins the caller's transaction. */
public interface LabelingTaskStore {
    /** Keeps a new task, without items yet. */
    void insert(ResourceName name, LabelingPlan plan, Instant createTime);

    /** A task by its name. */
    Optional<LabelingTask> find(ResourceName name);

    /**
     * Tasks of a project by creation; up to {@link PageRequest#limit}.
     *
     * @param person only those that admit this person; null for all
     * @param openOnly only those that are not closed
     */
    List<LabelingTask> list(ResourceName project, @Nullable Person person, boolean openOnly, PageRequest page);

    /**
     * Tasks of a project that somebody may get a question from: first those of which they hold one, then those that have
     * given them none for the longest time. A task is among them if any of its items wants anybody.
     */
    List<ResourceName> offering(ResourceName project, Person person, Instant now, int limit);

    /**
     * Adds items to a task, at the end of its pool.
     *
     * @param firstNumber number of the first one
     * @param wanted how many people are asked about each at first
     * @param most how many people may ever be asked about each
     */
    void addItems(long task, long firstNumber, List<String> itemIds, int wanted, int most);

    /** All items are there. */
    void setItemCount(long task, long itemCount);

    /** Keeps what was counted of a task. */
    void setCounts(long task, Counts counts);

    /** How many items a task has so far. */
    long listedItems(long task);

    /** Closes a task; false if it was closed before. */
    boolean close(ResourceName name, CloseReason reason, Instant now, @Nullable ResourceName annotatedDataset);

    /** Whether any item still waits for answers. */
    boolean anyOpenItem(long task);

    /** How many items wait for answers; counts no further than {@code limit}. */
    long countOpenItems(long task, int limit);

    /** How many answers were given after a time and up to another. */
    long countAnswers(long task, Instant after, Instant until);

    /** How many answers somebody has given. */
    long countAnswers(long task, Person person);

    /** How many answers were given after a time; counts the newest, no more than {@code limit}. */
    Recent recentAnswers(long task, Instant since, int limit);

    /**
     * See {@link #recentAnswers}.
     *
     * @param oldest when the first one that was counted was given; null if there is none
     */
    record Recent(long count, @Nullable Instant oldest) {}

    /**
     * How far tasks are.
     *
     * @param limit so many open items and new answers of each are counted, and no more
     */
    Map<ResourceName, Progress> progress(Collection<ResourceName> tasks, int limit);

    /**
     * What changes whenever a question may have become free: of each open task, the place of the newest item that wants
     * somebody; -1 if none does.
     */
    List<PoolEnd> poolEnds(List<ResourceName> projects);

    /** See {@link #poolEnds}. */
    record PoolEnd(ResourceName task, long position) {}

    /**
     * Removes rows of tasks of a dataset, tasks last.
     *
     * @return how many were removed; fewer than the limit means that nothing is left
     */
    int removeSome(ResourceName dataset, int limit);
}
