package dev.assay.server.grpc;

import com.google.protobuf.Empty;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.DeleteAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.GetAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsResponse;
import dev.assay.server.dataset.AnnotationSpecSets;
import dev.assay.server.dataset.SpecSetDraft;
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
        SpecSetDraft draft = SpecSetProtos.draft(request.getAnnotationSpecSet());
        Violations.requireAll(() -> project(request.getParent()), draft::check);
        return SpecSetProtos.message(
                sets.create(project(request.getParent()), draft, Micros.truncate(clock.instant())));
    }

    AnnotationSpecSet get(GetAnnotationSpecSetRequest request) {
        return SpecSetProtos.message(sets.get(name(request.getName())));
    }

    ListAnnotationSpecSetsResponse list(ListAnnotationSpecSetsRequest request) {
        Violations.requireAll(
                () -> project(request.getParent()),
                () -> Filter.parse(request.getFilter(), Set.of()),
                () -> pageRequest(request));
        Page<AnnotationSpecSet> page =
                sets.list(project(request.getParent()), pageRequest(request)).map(SpecSetProtos::message);
        return ListAnnotationSpecSetsResponse.newBuilder()
                .addAllAnnotationSpecSets(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    Empty delete(DeleteAnnotationSpecSetRequest request) {
        sets.delete(name(request.getName()), Micros.truncate(clock.instant()));
        return Empty.getDefaultInstance();
    }

    private static PageRequest pageRequest(ListAnnotationSpecSetsRequest request) {
        return PageRequest.of(
                request.getPageSize(),
                request.getPageToken(),
                "annotationSpecSets",
                request.getParent(),
                request.getFilter());
    }

    private static ResourceName project(String parent) {
        return ResourceName.parse(ResourceKind.PROJECT, "parent", parent);
    }

    private static ResourceName name(String name) {
        return ResourceName.parse(ResourceKind.ANNOTATION_SPEC_SET, "name", name);
    }
}
