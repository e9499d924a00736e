package dev.assay.server.grpc;

import com.google.protobuf.Empty;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.DeleteAnnotatedDatasetRequest;
import dev.assay.datalabeling.v1beta1.Example;
import dev.assay.datalabeling.v1beta1.GetAnnotatedDatasetRequest;
import dev.assay.datalabeling.v1beta1.GetExampleRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsResponse;
import dev.assay.datalabeling.v1beta1.ListExamplesRequest;
import dev.assay.datalabeling.v1beta1.ListExamplesResponse;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.Examples;
import dev.assay.server.vocabulary.Filter;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Violations;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Set;

/** The calls about annotated datasets and their examples. */
final class AnnotatedDatasetCalls {
    private final AnnotatedDatasets annotatedDatasets;
    private final Examples examples;
    private final InstantSource clock;

    @Inject
    AnnotatedDatasetCalls(AnnotatedDatasets annotatedDatasets, Examples examples, InstantSource clock) {
        this.annotatedDatasets = annotatedDatasets;
        this.examples = examples;
        this.clock = clock;
    }

    AnnotatedDataset get(GetAnnotatedDatasetRequest request) {
        return AnnotatedDatasetProtos.message(annotatedDatasets.getHeld(annotatedDataset("name", request.getName())));
    }

    ListAnnotatedDatasetsResponse list(ListAnnotatedDatasetsRequest request) {
        Violations.requireAll(
                () -> dataset(request.getParent()),
                () -> Filter.parse(request.getFilter(), Set.of()),
                () -> pages(request));
        Page<AnnotatedDataset> page = annotatedDatasets
                .list(dataset(request.getParent()), pages(request))
                .map(AnnotatedDatasetProtos::message);
        return ListAnnotatedDatasetsResponse.newBuilder()
                .addAllAnnotatedDatasets(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    Empty delete(DeleteAnnotatedDatasetRequest request) {
        annotatedDatasets.delete(annotatedDataset("name", request.getName()), Micros.truncate(clock.instant()));
        return Empty.getDefaultInstance();
    }

    Example getExample(GetExampleRequest request) {
        Violations.requireAll(() -> example(request.getName()), () -> Examples.checkFilter(request.getFilter()));
        return AnnotationProtos.message(examples.get(example(request.getName()), request.getFilter()));
    }

    ListExamplesResponse listExamples(ListExamplesRequest request) {
        Violations.requireAll(
                () -> annotatedDataset("parent", request.getParent()),
                () -> Examples.checkFilter(request.getFilter()),
                () -> pages(request));
        Page<Example> page = examples.list(
                        annotatedDataset("parent", request.getParent()), request.getFilter(), pages(request))
                .map(AnnotationProtos::message);
        return ListExamplesResponse.newBuilder()
                .addAllExamples(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    private static PageRequest pages(ListAnnotatedDatasetsRequest request) {
        return PageRequest.of(
                request.getPageSize(),
                request.getPageToken(),
                "annotatedDatasets",
                request.getParent(),
                request.getFilter());
    }

    private static PageRequest pages(ListExamplesRequest request) {
        return PageRequest.of(
                request.getPageSize(), request.getPageToken(), "examples", request.getParent(), request.getFilter());
    }

    private static ResourceName dataset(String parent) {
        return ResourceName.parse(ResourceKind.DATASET, "parent", parent);
    }

    private static ResourceName annotatedDataset(String field, String name) {
        return ResourceName.parse(ResourceKind.ANNOTATED_DATASET, field, name);
    }

    private static ResourceName example(String name) {
        return ResourceName.parse(ResourceKind.EXAMPLE, "name", name);
    }
}
