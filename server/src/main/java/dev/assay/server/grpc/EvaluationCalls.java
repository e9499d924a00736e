package dev.assay.server.grpc;

import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.GetEvaluationRequest;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsRequest;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsResponse;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsRequest;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse.ExampleComparison;
import dev.assay.server.evaluation.Evaluations;
import dev.assay.server.evaluation.JobStates;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;

/** The calls about evaluations. */
final class EvaluationCalls {
    private final Evaluations evaluations;
    private final JobStates states;

    @Inject
    EvaluationCalls(Evaluations evaluations, JobStates states) {
        this.evaluations = evaluations;
        this.states = states;
    }

    Evaluation get(GetEvaluationRequest request) {
        return EvaluationProtos.message(
                evaluations.get(ResourceName.parse(ResourceKind.EVALUATION, "name", request.getName())));
    }

    SearchEvaluationsResponse search(SearchEvaluationsRequest request) {
        ResourceName project = ResourceName.parse(ResourceKind.PROJECT, "parent", request.getParent());
        PageRequest pages = PageRequest.of(
                request.getPageSize(), request.getPageToken(), "evaluations", project.toString(), request.getFilter());
        Page<Evaluation> page =
                evaluations.search(project, request.getFilter(), pages, states).map(EvaluationProtos::message);
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
}
