package dev.assay.server.grpc;

import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.server.dataset.Held;
import dev.assay.server.dataset.SpecSetDraft;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;

/** Label sets, as messages and as domain records. */
final class SpecSetProtos {
    private SpecSetProtos() {}

    static SpecSetDraft draft(AnnotationSpecSet message) {
        return new SpecSetDraft(
                message.getDisplayName(),
                message.getDescription(),
                message.getAnnotationSpecsList().stream()
                        .map(spec -> new AnnotationSpec(spec.getDisplayName(), spec.getDescription()))
                        .toList());
    }

    static AnnotationSpecSet message(dev.assay.server.dataset.AnnotationSpecSet set) {
        return message(new Held<>(set, List.of()));
    }

    static AnnotationSpecSet message(Held<dev.assay.server.dataset.AnnotationSpecSet> held) {
        dev.assay.server.dataset.AnnotationSpecSet set = held.resource();
        return AnnotationSpecSet.newBuilder()
                .setName(set.name().toString())
                .setDisplayName(set.displayName())
                .setDescription(set.description())
                .addAllAnnotationSpecs(
                        set.specs().stream().map(SpecSetProtos::spec).toList())
                .addAllBlockingResources(
                        held.holders().stream().map(ResourceName::toString).toList())
                .build();
    }

    static dev.assay.datalabeling.v1beta1.AnnotationSpec spec(AnnotationSpec spec) {
        return dev.assay.datalabeling.v1beta1.AnnotationSpec.newBuilder()
                .setDisplayName(spec.displayName())
                .setDescription(spec.description())
                .build();
    }
}
