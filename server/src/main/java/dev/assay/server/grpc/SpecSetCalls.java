package dev.assay.server.grpc;

import com.google.protobuf.Empty;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.DeleteAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.GetAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsResponse;
import dev.assay.server.dataset.AnnotationSpecSets;
import dev.assay.server.vocabulary.Filter;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Set;

/** The calls about label sets. */
final class SpecSetCalls {
    private final AnnotationSpecSets sets;
    private final InstantSource clock;

    @Inject
    SpecSetCalls(AnnotationSpecSets sets, InstantSource clock) {
        this.sets = sets;
        this.clock = clock;
    }

    AnnotationSpecSet create(CreateAnnotationSpecSetRequest request) {
        ResourceName project = ResourceName.parse(ResourceKind.PROJECT, "parent", request.getParent());
        return SpecSetProtos.message(sets.create(
                project, SpecSetProtos.draft(request.getAnnotationSpecSet()), Micros.truncate(clock.instant())));
    }

    AnnotationSpecSet get(GetAnnotationSpecSetRequest request) {
        return SpecSetProtos.message(sets.get(name(request.getName())));
    }

    ListAnnotationSpecSetsResponse list(ListAnnotationSpecSetsRequest request) {
        ResourceName project = ResourceName.parse(ResourceKind.PROJECT, "parent", request.getParent());
        Filter.parse(request.getFilter(), Set.of());
        Page<AnnotationSpecSet> page = sets.list(
                        project,
                        PageRequest.of(
                                request.getPageSize(),
                                request.getPageToken(),
                                "annotationSpecSets",
                                project.toString(),
                                request.getFilter()))
                .map(SpecSetProtos::message);
        return ListAnnotationSpecSetsResponse.newBuilder()
                .addAllAnnotationSpecSets(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    Empty delete(DeleteAnnotationSpecSetRequest request) {
        sets.delete(name(request.getName()), Micros.truncate(clock.instant()));
        return Empty.getDefaultInstance();
    }

    private static ResourceName name(String name) {
        return ResourceName.parse(ResourceKind.ANNOTATION_SPEC_SET, "name", name);
    }
}
