package dev.assay.server.grpc;

import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.GetEvaluationRequest;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsRequest;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsResponse;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsRequest;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse.ExampleComparison;
import dev.assay.server.evaluation.Evaluations;
import dev.assay.server.job.Jobs;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The calls about evaluations. */
final class EvaluationCalls {
    private final Evaluations evaluations;
    private final Jobs jobs;
    private final InstantSource clock;

    @Inject
    EvaluationCalls(Evaluations evaluations, Jobs jobs, InstantSource clock) {
        this.evaluations = evaluations;
        this.jobs = jobs;
        this.clock = clock;
    }

    Evaluation get(GetEvaluationRequest request) {
        return EvaluationProtos.message(
                evaluations.get(ResourceName.parse(ResourceKind.EVALUATION, "name", request.getName())));
    }

    SearchEvaluationsResponse search(SearchEvaluationsRequest request) {
        ResourceName project = ResourceName.parse(ResourceKind.PROJECT, "parent", request.getParent());
        PageRequest pages = PageRequest.of(
                request.getPageSize(), request.getPageToken(), "evaluations", project.toString(), request.getFilter());
        Instant now = clock.instant();
        Page<Evaluation> page = evaluations
                .search(project, request.getFilter(), pages, names -> states(names, now))
                .map(EvaluationProtos::message);
        return SearchEvaluationsResponse.newBuilder()
                .addAllEvaluations(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    SearchExampleComparisonsResponse compare(SearchExampleComparisonsRequest request) {
        ResourceName evaluation = ResourceName.parse(ResourceKind.EVALUATION, "parent", request.getParent());
        PageRequest pages = PageRequest.of(
                request.getPageSize(), request.getPageToken(), "exampleComparisons", evaluation.toString());
        Page<ExampleComparison> page =
                evaluations.comparisons(evaluation, pages).map(EvaluationProtos::message);
        return SearchExampleComparisonsResponse.newBuilder()
                .addAllExampleComparisons(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    private Map<ResourceName, String> states(Collection<ResourceName> names, Instant now) {
        Map<ResourceName, String> states = new HashMap<>();
        for (ResourceName name : names) {
            try {
                states.put(name, jobs.get(name, now).state().name());
            } catch (NotFound gone) {
                // A job that is gone is absent.
            }
        }
        return states;
    }
}
