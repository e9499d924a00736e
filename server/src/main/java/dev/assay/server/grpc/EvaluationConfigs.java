package dev.assay.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.EvaluationConfig;
import dev.assay.server.evaluation.BoxOptions;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Evaluation configs, which the domain keeps as they came. */
final class EvaluationConfigs implements BoxOptions {
    /** So many decimal digits tell any float from its neighbours. */
    private static final int MOST_DIGITS = 9;

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
        return widen(parse(config).getBoundingBoxEvaluationOptions().getIouThreshold());
    }

    /** The double nearest to the shortest decimal that means this float: 0.6, where a cast gives 0.6000000238. */
    static double widen(float value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.floatValue() == value) {
                return rounded.doubleValue();
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).doubleValue();
    }
}
