package dev.assay.server.job.draft;

import dev.assay.server.labeling.AskingChecks;
import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import org.jspecify.annotations.Nullable;

/** The annotation request, required even where nobody is asked: it must repeat what the rest of the job says. */
final class AnnotationRequestChecks {
    private AnnotationRequestChecks() {}

    /** Notes what is wrong with the request; its case can be judged only if the problem is known. */
    static void check(JobDraft draft, @Nullable Problem problem, Violations violations) {
        Details request = draft.config().annotationRequest();
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
        String specSet = request.specSets().get(0);
        violations.require(
                specSet.equals(draft.annotationSpecSet()),
                path + ".annotation_spec_set",
                "must be the job's own, " + Shown.value(draft.annotationSpecSet()) + ", got " + Shown.value(specSet));
        Boolean multiLabel = draft.config().input().multiLabel();
        violations.require(
                problem == null
                        || problem.isDetection()
                        || multiLabel == null
                        || multiLabel.equals(request.multiLabel()),
                path + ".allow_multi_label",
                "must equal is_multi_label, which is " + multiLabel);
        AskingChecks.check(path, request, violations);
    }
}
