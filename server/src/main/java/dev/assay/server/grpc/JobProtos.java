package dev.assay.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.Attempt;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.EvaluationJobConfig;
import dev.assay.datalabeling.v1beta1.InputConfig;
import dev.assay.server.job.Job;
import dev.assay.server.job.draft.JobDefinition;
import dev.assay.server.job.draft.JobDraft;
import dev.assay.server.run.RunFailure;

/** Jobs, as messages and as domain records. */
final class JobProtos {
    private JobProtos() {}

    static JobDraft draft(CreateEvaluationJobRequest request) {
        EvaluationJob job = request.getJob();
        return new JobDraft(
                request.getParent(),
                job.getDescription(),
                job.getSchedule(),
                job.getModelVersion(),
                job.getAnnotationSpecSet(),
                job.getLabelMissingGroundTruth(),
                config(job.getEvaluationJobConfig()));
    }

    static EvaluationJob message(Job job) {
        JobDefinition definition = job.definition();
        return EvaluationJob.newBuilder()
                .setName(job.name().toString())
                .setDescription(definition.description())
                .setState(EvaluationJob.State.valueOf(job.state().name()))
                .setSchedule(definition.schedule())
                .setModelVersion(definition.modelVersion().toString())
                .setEvaluationJobConfig(config(definition))
                .setAnnotationSpecSet(definition.annotationSpecSet().toString())
                .setLabelMissingGroundTruth(definition.labelMissingGroundTruth())
                .addAllAttempts(job.attempts().stream().map(JobProtos::attempt).toList())
                .setCreateTime(Times.timestamp(job.createTime()))
                .build();
    }

    private static JobDraft.Config config(EvaluationJobConfig config) {
        return new JobDraft.Config(
                input(config.getInputConfig()),
                LabelProtos.details(config),
                config.getEvaluationConfig().hasBoundingBoxEvaluationOptions()
                        ? (double) config.getEvaluationConfig()
                                .getBoundingBoxEvaluationOptions()
                                .getIouThreshold()
                        : null,
                config.hasHumanAnnotationConfig() ? LabelProtos.people(config.getHumanAnnotationConfig()) : null,
                LabelProtos.kept(config).toByteArray(),
                config.getBigqueryImportKeysMap(),
                config.getExampleCount(),
                config.getExampleSamplePercentage(),
                config.hasEvaluationJobAlertConfig()
                        ? new JobDraft.Alert(
                                config.getEvaluationJobAlertConfig().getEmail(),
                                config.getEvaluationJobAlertConfig().getMinAcceptableMeanAveragePrecision())
                        : null,
                new JobDraft.Messages(
                        config.toByteArray(),
                        config.getInputConfig().toByteArray(),
                        config.getEvaluationConfig().toByteArray()));
    }

    private static JobDraft.Input input(InputConfig input) {
        return new JobDraft.Input(
                input.getDataType().name(),
                input.getAnnotationType().name(),
                input.hasClassificationMetadata()
                        ? input.getClassificationMetadata().getIsMultiLabel()
                        : null,
                input.hasGcsSource(),
                input.hasBigquerySource() ? input.getBigquerySource().getInputUri() : null);
    }

    /** The config as it came, with what has been updated since. */
    private static EvaluationJobConfig config(JobDefinition definition) {
        EvaluationJobConfig.Builder config;
        try {
            config = EvaluationJobConfig.newBuilder()
                    .mergeFrom(definition.messages().config());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored config cannot be read", e);
        }
        config.setExampleCount(definition.sampling().exampleCount())
                .setExampleSamplePercentage(definition.sampling().samplePercentage());
        if (definition.instruction() != null) {
            config.getHumanAnnotationConfigBuilder()
                    .setInstruction(definition.instruction().toString());
        }
        return config.build();
    }

    private static Attempt attempt(RunFailure failure) {
        return Attempt.newBuilder()
                .setAttemptTime(Times.timestamp(failure.time()))
                .addPartialFailures(RunProtos.status(failure))
                .build();
    }
}
