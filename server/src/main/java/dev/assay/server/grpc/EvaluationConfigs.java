package dev.assay.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.EvaluationConfig;
import dev.assay.server.evaluation.BoxOptions;
import jakarta.inject.Inject;

/** Evaluation configs, which the domain keeps as they came. */
final class EvaluationConfigs implements BoxOptions {
    @Inject
    EvaluationConfigs() {}

    static EvaluationConfig parse(byte[] kept) {
        try {
            return EvaluationConfig.parseFrom(kept);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept evaluation config is not one", e);
        }
    }

    @Override
    public double iouThreshold(byte[] config) {
        return Floats.widen(parse(config).getBoundingBoxEvaluationOptions().getIouThreshold());
    }
}
