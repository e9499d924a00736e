package dev.assay.server.grpc;

import dev.assay.server.labeling.LabelingTask;
import dev.assay.server.labeling.LabelingTasks;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.TaskAgreements;
import dev.assay.server.labeling.TaskFigures;
import dev.assay.server.labeling.WorkerFigures;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import dev.assay.v1.Agreement;
import dev.assay.v1.GetAgreementRequest;
import dev.assay.v1.GetTaskRequest;
import dev.assay.v1.GetWorkerStatsRequest;
import dev.assay.v1.ListTasksRequest;
import dev.assay.v1.ListTasksResponse;
import dev.assay.v1.Task;
import dev.assay.v1.WorkerStats;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The calls that tell how tasks and people get on. */
final class TaskCalls {
    private final LabelingTasks tasks;
    private final TaskFigures figures;
    private final WorkerFigures workers;
    private final TaskAgreements agreements;
    private final InstantSource clock;

    @Inject
    TaskCalls(
            LabelingTasks tasks,
            TaskFigures figures,
            WorkerFigures workers,
            TaskAgreements agreements,
            InstantSource clock) {
        this.tasks = tasks;
        this.figures = figures;
        this.workers = workers;
        this.agreements = agreements;
        this.clock = clock;
    }

    ListTasksResponse list(ListTasksRequest request) {
        Violations.requireAll(
                () -> ResourceName.parse(ResourceKind.PROJECT, "parent", request.getParent()),
                () -> anyone(request.getWorker()),
                () -> pageRequest(request));
        Person person = anyone(request.getWorker());
        Instant now = now();
        Page<Task> page = tasks.list(
                        ResourceName.parse(ResourceKind.PROJECT, "parent", request.getParent()),
                        person,
                        !request.getIncludeClosed(),
                        pageRequest(request))
                .map(task -> message(task, person, now));
        return ListTasksResponse.newBuilder()
                .addAllTasks(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    private static PageRequest pageRequest(ListTasksRequest request) {
        return PageRequest.of(
                request.getPageSize(),
                request.getPageToken(),
                "tasks",
                request.getParent(),
                request.getWorker(),
                Boolean.toString(request.getIncludeClosed()));
    }

    Task get(GetTaskRequest request) {
        Violations.requireAll(() -> task(request.getName()), () -> anyone(request.getWorker()));
        return message(tasks.get(task(request.getName())), anyone(request.getWorker()), now());
    }

    private Task message(LabelingTask task, @Nullable Person person, Instant now) {
        return DeskProtos.task(task, figures.of(task, person, now));
    }

    WorkerStats stats(GetWorkerStatsRequest request) {
        Violations.requireAll(() -> projectOrTask(request.getParent()), () -> DeskCalls.worker(request.getWorker()));
        Person person = DeskCalls.worker(request.getWorker());
        return AgreementProtos.stats(person, workers.of(projectOrTask(request.getParent()), person, now()));
    }

    private static ResourceName projectOrTask(String parent) {
        ResourceName project = ResourceName.tryParse(ResourceKind.PROJECT, parent);
        ResourceName scope = project == null ? ResourceName.tryParse(ResourceKind.TASK, parent) : project;
        if (scope == null) {
            throw InvalidArgument.of(
                    "parent",
                    "must have the form " + ResourceKind.PROJECT.pattern() + " or " + ResourceKind.TASK.pattern()
                            + ", got " + Shown.value(parent));
        }
        return scope;
    }

    Agreement agreement(GetAgreementRequest request) {
        LabelingTask task = tasks.get(task(request.getName()));
        return AgreementProtos.agreement(
                task.name(), task.plan().multiLabel(), agreements.of(task.name(), request.getEstimateQuality()));
    }

    private static ResourceName task(String name) {
        return ResourceName.parse(ResourceKind.TASK, "name", name);
    }

    private static @Nullable Person anyone(String email) {
        return email.isEmpty() ? null : DeskCalls.worker(email);
    }

    private Instant now() {
        return Micros.truncate(clock.instant());
    }
}
