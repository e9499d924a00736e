package dev.assay.server.grpc;

import com.google.protobuf.FieldMask;
import dev.assay.datalabeling.v1beta1.EvaluationJobConfig;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.server.job.draft.JobChange;
import dev.assay.server.job.draft.JobChange.NewInstruction;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What an update of a job may name. */
enum JobMask {
    INSTRUCTION(
            "evaluation_job_config.human_annotation_config.instruction",
            "evaluationJobConfig.humanAnnotationConfig.instruction"),
    EXAMPLE_COUNT("evaluation_job_config.example_count", "evaluationJobConfig.exampleCount"),
    EXAMPLE_SAMPLE_PERCENTAGE(
            "evaluation_job_config.example_sample_percentage", "evaluationJobConfig.exampleSamplePercentage");

    private final String path;
    private final String jsonPath;

    JobMask(String path, String jsonPath) {
        this.path = path;
        this.jsonPath = jsonPath;
    }

    /**
     * The change that a request asks for.
     *
     * @throws InvalidArgument if its mask names anything that cannot change
     */
    static JobChange change(UpdateEvaluationJobRequest request) {
        EvaluationJobConfig config = request.getEvaluationJob().getEvaluationJobConfig();
        Set<JobMask> named =
                request.getUpdateMask().getPathsCount() == 0 ? set(config) : named(request.getUpdateMask());
        return new JobChange(
                named.contains(INSTRUCTION)
                        ? instruction(config.getHumanAnnotationConfig().getInstruction())
                        : null,
                named.contains(EXAMPLE_COUNT) ? config.getExampleCount() : null,
                named.contains(EXAMPLE_SAMPLE_PERCENTAGE) ? config.getExampleSamplePercentage() : null);
    }

    private static NewInstruction instruction(String name) {
        return new NewInstruction(name, config -> LabelProtos.instructed(config, name));
    }

    private static Set<JobMask> named(FieldMask mask) {
        Violations violations = new Violations();
        Set<JobMask> named = EnumSet.noneOf(JobMask.class);
        for (String path : mask.getPathsList()) {
            Arrays.stream(values())
                    .filter(field -> field.path.equals(path) || field.jsonPath.equals(path))
                    .findFirst()
                    .ifPresentOrElse(
                            named::add,
                            () -> violations.add(
                                    "update_mask", "may name only " + paths() + ", got " + Shown.value(path)));
        }
        violations.throwIfAny();
        return named;
    }

    private static Set<JobMask> set(EvaluationJobConfig config) {
        Set<JobMask> set = EnumSet.noneOf(JobMask.class);
        if (!config.getHumanAnnotationConfig().getInstruction().isEmpty()) {
            set.add(INSTRUCTION);
        }
        if (config.getExampleCount() != 0) {
            set.add(EXAMPLE_COUNT);
        }
        if (config.getExampleSamplePercentage() != 0) {
            set.add(EXAMPLE_SAMPLE_PERCENTAGE);
        }
        return set;
    }

    private static List<String> paths() {
        return Arrays.stream(values()).map(field -> field.path).toList();
    }
}
