package dev.assay.server.job.draft;

import dev.assay.server.job.draft.JobDraft.AnnotationRequest;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import org.jspecify.annotations.Nullable;

/** The annotation request, required even where nobody is asked: it must repeat what the rest of the job says. */
final class AnnotationRequestChecks {
    private AnnotationRequestChecks() {}

    /** Notes what is wrong with the request; its case can be judged only if the problem is known. */
    static void check(JobDraft draft, @Nullable Problem problem, Violations violations) {
        AnnotationRequest request = draft.config().annotationRequest();
        if (request == null) {
            String field = problem == null ? "human_annotation_request_config" : problem.requestField();
            violations.add(JobChecks.CONFIG + "." + field, "required");
            return;
        }
        String path = JobChecks.CONFIG + "." + request.field();
        violations.require(
                problem == null || problem.requestField().equals(request.field()),
                path,
                "does not fit " + problem + ", which takes " + (problem == null ? "" : problem.requestField()));
        violations.require(
                request.annotationSpecSet().equals(draft.annotationSpecSet()),
                path + ".annotation_spec_set",
                "must be the job's own, " + Shown.value(draft.annotationSpecSet()) + ", got "
                        + Shown.value(request.annotationSpecSet()));
        Boolean multiLabel = draft.config().input().multiLabel();
        violations.require(
                request.allowMultiLabel() == null
                        || multiLabel == null
                        || request.allowMultiLabel().equals(multiLabel),
                path + ".allow_multi_label",
                "must equal is_multi_label, which is " + multiLabel);
    }
}
