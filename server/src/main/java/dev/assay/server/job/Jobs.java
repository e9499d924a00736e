package dev.assay.server.job;

import dev.assay.server.job.JobState.Action;
import dev.assay.server.job.draft.JobChange;
import dev.assay.server.job.draft.JobChange.NewInstruction;
import dev.assay.server.job.draft.JobChecks;
import dev.assay.server.job.draft.JobDefinition;
import dev.assay.server.job.draft.JobDraft;
import dev.assay.server.run.RunFailure;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.AlreadyExists;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Creates, shows, pauses, resumes, updates and deletes jobs. */
public final class Jobs {
    private static final int JOBS_PER_READ = 500;
    /** What a page may carry; clients refuse answers above 4 MiB unless told otherwise. */
    private static final long MAX_PAGE_BYTES = 3 << 20;

    private final JobStore store;
    private final JobReferences references;
    private final JobRuns runs;
    private final Sampling sampling;
    private final Ids ids;
    private final Transactions transactions;
    private final JobConfig config;

    @Inject
    Jobs(
            JobStore store,
            JobReferences references,
            JobRuns runs,
            Sampling sampling,
            Ids ids,
            Transactions transactions,
            JobConfig config) {
        this.store = store;
        this.references = references;
        this.runs = runs;
        this.sampling = sampling;
        this.ids = ids;
        this.transactions = transactions;
        this.config = config;
    }

    /**
     * Makes a job, which samples from now on. Checks come in this order, and nothing remains if one fails.
     *
     * @throws InvalidArgument with every violation there is
     * @throws NotFound if the label set or the instruction is missing
     * @throws AlreadyExists naming the job that evaluates the model version
     * @throws WrongState if the sample table stands and does not fit
     */
    public Job create(JobDraft draft, Instant now) {
        JobDefinition definition = JobChecks.check(draft, config.schedule());
        ResourceName name = ResourceName.parse(ResourceKind.PROJECT, "parent", draft.parent())
                .child(ResourceKind.EVALUATION_JOB, ids.next(now));
        Instant firstDue = config.dueTimes(definition).first(now);
        Job job = new Job(name, definition, firstDue, now, null, null, false, List.of());
        transactions.write(() -> {
            // Whoever deletes one of them looks for its holders under the same lock.
            transactions.lock(definition.annotationSpecSet());
            if (definition.instruction() != null) {
                transactions.lock(definition.instruction());
            }
            references.require(definition.annotationSpecSet(), definition.instruction());
            store.insert(job).ifPresent(standing -> {
                throw new AlreadyExists(
                        "model version " + definition.modelVersion() + " has the evaluation job " + standing, standing);
            });
            sampling.open(name, definition.sampling(), definition.table(), now);
            references.hold(name, definition.annotationSpecSet(), definition.instruction());
        });
        return job;
    }

    /**
     * The job of this name.
     *
     * @throws NotFound if there is none, or it was deleted a while ago
     */
    public Job get(ResourceName name, Instant now) {
        return store.find(name).filter(job -> isShown(job, now)).orElseThrow(() -> new NotFound(name));
    }

    /** The states of those of these jobs that are shown. */
    public Map<ResourceName, JobState> states(Collection<ResourceName> names, Instant now) {
        return store.findAll(names).stream()
                .filter(job -> isShown(job, now))
                .collect(Collectors.toMap(Job::name, Job::state));
    }

    /** The jobs of a project that pass a filter, in the order of their creation. */
    public Page<Job> list(ResourceName project, JobFilter filter, PageRequest request, Instant now) {
        return transactions.read(() -> request.page(
                find(project, filter, request, now), job -> List.of(job.name().id()), Job::weight, MAX_PAGE_BYTES));
    }

    /**
     * Stops sampling and starting runs; active runs go on. What is due by now fell due while the job was not paused, so its
     * run begins first, even if the clock has not come round to it yet.
     *
     * @throws WrongState if the job is STOPPED
     */
    public void pause(ResourceName name, Instant now) {
        act(name, Action.PAUSE, now, job -> {
            runs.beginDue(job, now);
            store.pause(name, now);
        });
    }

    /**
     * Ends a pause. Due times that passed meanwhile are not made up for: one SKIPPED record tells of them.
     *
     * @throws WrongState if the job is STOPPED
     */
    public void resume(ResourceName name, Instant now) {
        act(name, Action.RESUME, now, job -> {
            store.resume(name);
            sampling.notePause(name, Objects.requireNonNull(job.pauseTime()), now);
            runs.skipDue(job, now);
        });
    }

    /**
     * Ends a job for good: sampling closes, active runs are cancelled, the model version is free. Deleting a job that is
     * still shown as STOPPED changes nothing.
     *
     * @throws NotFound if it is gone
     */
    public void delete(ResourceName name, Instant now) {
        act(name, Action.DELETE, now, job -> {
            store.stop(name, now);
            runs.skipDue(job, now);
            runs.cancelAll(name, now);
            sampling.close(name, now);
            references.drop(name);
        });
    }

    /**
     * Changes what may change of a job. Runs that are active keep the plan they began with.
     *
     * @throws InvalidArgument if a value is wrong, or the job asks nobody and was given an instruction
     * @throws NotFound if there is no such instruction
     * @throws WrongState if the job is STOPPED
     */
    public Job update(ResourceName name, JobChange change, Instant now) {
        change.check();
        return transactions.write(() -> {
            transactions.lock(name);
            Job job = get(name, now);
            job.takes(Action.UPDATE);
            if (change.instruction() != null) {
                changeInstruction(job, change.instruction());
            }
            SamplerSettings settings = change.over(job.definition().sampling());
            if (!settings.equals(job.definition().sampling())) {
                sampling.change(name, settings, now);
            }
            return get(name, now);
        });
    }

    private void changeInstruction(Job job, NewInstruction change) {
        JobDefinition definition = job.definition();
        if (definition.asking() == null) {
            throw InvalidArgument.of(
                    JobChange.INSTRUCTION_FIELD, "the job has no human_annotation_config, so nobody is instructed");
        }
        ResourceName instruction =
                ResourceName.parse(ResourceKind.INSTRUCTION, JobChange.INSTRUCTION_FIELD, change.name());
        transactions.lock(instruction);
        references.require(definition.annotationSpecSet(), instruction);
        byte[] config = change.config().apply(definition.asking().config());
        store.changeAsking(job.name(), definition.asking().instructed(instruction, config));
        references.hold(job.name(), definition.annotationSpecSet(), instruction);
    }

    /** Does what the job's state allows. */
    private void act(ResourceName name, Action action, Instant now, Consumer<Job> change) {
        transactions.write(() -> {
            transactions.lock(name);
            Job job = get(name, now);
            if (job.takes(action)) {
                change.accept(job);
            }
        });
    }

    private List<Job> find(ResourceName project, JobFilter filter, PageRequest request, Instant now) {
        int chunkSize = filter.isSelective() ? JOBS_PER_READ : Math.min(JOBS_PER_READ, request.limit());
        List<Job> found = new ArrayList<>();
        long weight = 0;
        @Nullable String after = request.isFirst() ? "" : request.afterText(0);
        // Two at least: the second one tells that the first, however large, is not the last.
        while (after != null && found.size() < request.limit() && (weight <= MAX_PAGE_BYTES || found.size() < 2)) {
            List<Job> chunk = store.list(project, filter.modelId(), after, chunkSize);
            List<Job> passing = withAttempts(chunk.stream()
                    .filter(job -> isShown(job, now) && filter.matches(job))
                    .limit(request.limit() - found.size())
                    .toList());
            weight += passing.stream().mapToLong(Job::weight).sum();
            found.addAll(passing);
            after = chunk.size() < chunkSize
                    ? null
                    : Objects.requireNonNull(chunk.get(chunk.size() - 1)).name().id();
        }
        return found;
    }

    private List<Job> withAttempts(List<Job> found) {
        if (found.isEmpty()) {
            return found;
        }
        Map<ResourceName, List<RunFailure>> attempts =
                store.attempts(found.stream().map(Job::name).toList());
        return found.stream()
                .map(job -> job.withAttempts(attempts.getOrDefault(job.name(), List.of())))
                .toList();
    }

    /** A deleted job is gone when its time is over, even if its row was not removed yet. */
    private boolean isShown(Job job, Instant now) {
        return job.deleteTime() == null || now.isBefore(job.deleteTime().plus(config.deletedJobLinger()));
    }
}
