package dev.assay.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.AnnotationMetadata;
import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.ClassificationMetrics;
import dev.assay.datalabeling.v1beta1.ConfusionMatrix.ConfusionMatrixEntry;
import dev.assay.datalabeling.v1beta1.ConfusionMatrix.Row;
import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.EvaluationConfig;
import dev.assay.datalabeling.v1beta1.EvaluationMetrics;
import dev.assay.datalabeling.v1beta1.Example;
import dev.assay.datalabeling.v1beta1.OperatorMetadata;
import dev.assay.datalabeling.v1beta1.PrCurve;
import dev.assay.datalabeling.v1beta1.PrCurve.ConfidenceMetricsEntry;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse.ExampleComparison;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.evaluation.Comparison;
import dev.assay.server.evaluation.EvaluationFigures;
import dev.assay.server.metrics.ConfusionMatrix;
import dev.assay.server.metrics.CurveEntry;
import dev.assay.server.vocabulary.LabelScore;
import java.util.List;

/** Evaluations and comparisons as messages. Figures are rounded to float here, once. */
final class EvaluationProtos {
    private EvaluationProtos() {}

    static Evaluation message(dev.assay.server.evaluation.Evaluation evaluation) {
        return Evaluation.newBuilder()
                .setName(evaluation.name().toString())
                .setConfig(config(evaluation.config()))
                .setEvaluationJobRunTime(Times.timestamp(evaluation.runTime()))
                .setCreateTime(Times.timestamp(evaluation.createTime()))
                .setEvaluationMetrics(
                        EvaluationMetrics.newBuilder().setClassificationMetrics(classification(evaluation.figures())))
                .setAnnotationType(dev.assay.datalabeling.v1beta1.AnnotationType.valueOf(evaluation.annotationType()))
                .setEvaluatedItemCount(evaluation.itemCount())
                .build();
    }

    private static EvaluationConfig config(byte[] kept) {
        try {
            return EvaluationConfig.parseFrom(kept);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept evaluation config is not one", e);
        }
    }

    // --- figures --------------------------------------------------------------------------------------------------

    private static ClassificationMetrics classification(EvaluationFigures figures) {
        ClassificationMetrics.Builder metrics =
                ClassificationMetrics.newBuilder().setPrCurve(curve(figures));
        EvaluationFigures.Overall overall = figures.overall();
        if (overall != null && overall.confusionMatrix() != null) {
            metrics.setConfusionMatrix(matrix(overall.confusionMatrix()));
        }
        return metrics.build();
    }

    private static PrCurve curve(EvaluationFigures figures) {
        PrCurve.Builder curve = PrCurve.newBuilder()
                .setAreaUnderCurve((float) figures.curve().averagePrecision())
                .setMeanAveragePrecision((float) figures.meanAveragePrecision());
        String label = figures.curve().label();
        if (label != null) {
            curve.setAnnotationSpec(AnnotationProtos.spec(label));
        }
        figures.curve().entries().forEach(entry -> curve.addConfidenceMetricsEntries(entry(entry)));
        return curve.build();
    }

    private static ConfidenceMetricsEntry entry(CurveEntry entry) {
        return ConfidenceMetricsEntry.newBuilder()
                .setConfidenceThreshold((float) entry.threshold())
                .setRecall((float) entry.all().recall())
                .setPrecision((float) entry.all().precision())
                .setF1Score((float) entry.all().f1())
                .setRecallAt1((float) entry.at1().recall())
                .setPrecisionAt1((float) entry.at1().precision())
                .setF1ScoreAt1((float) entry.at1().f1())
                .setRecallAt5((float) entry.at5().recall())
                .setPrecisionAt5((float) entry.at5().precision())
                .setF1ScoreAt5((float) entry.at5().f1())
                .build();
    }

    private static dev.assay.datalabeling.v1beta1.ConfusionMatrix matrix(ConfusionMatrix matrix) {
        List<AnnotationSpec> specs =
                matrix.labels().stream().map(AnnotationProtos::spec).toList();
        var message = dev.assay.datalabeling.v1beta1.ConfusionMatrix.newBuilder();
        for (int truth = 0; truth < specs.size(); truth++) {
            Row.Builder row = Row.newBuilder().setAnnotationSpec(specs.get(truth));
            long[] counts = matrix.row(truth);
            for (int predicted = 0; predicted < counts.length; predicted++) {
                row.addEntries(ConfusionMatrixEntry.newBuilder()
                        .setAnnotationSpec(specs.get(predicted))
                        // The contract counts in 32 bits.
                        .setItemCount((int) Math.min(counts[predicted], Integer.MAX_VALUE)));
            }
            message.addRow(row);
        }
        return message.build();
    }

    // --- comparisons ----------------------------------------------------------------------------------------------

    static ExampleComparison message(Comparison comparison) {
        AnnotationType type = AnnotationType.valueOf(comparison.annotationType());
        ExampleComparison.Builder message = ExampleComparison.newBuilder()
                .setGroundTruthExample(AnnotationProtos.message(new dev.assay.server.dataset.annotated.Example(
                        comparison.example(), type, comparison.payload(), truth(comparison))));
        if (!comparison.predicted().isEmpty()) {
            Example.Builder answer = AnnotationProtos.example(comparison.example(), comparison.payload());
            for (LabelScore listed : comparison.predicted()) {
                answer.addAnnotations(Annotation.newBuilder()
                        .setName(AnnotationProtos.name(
                                comparison.example(), "prediction-" + answer.getAnnotationsCount()))
                        .setAnnotationValue(AnnotationProtos.classification(listed.label(), type))
                        .setAnnotationMetadata(AnnotationMetadata.newBuilder()
                                .setOperatorMetadata(
                                        OperatorMetadata.newBuilder().setScore((float) listed.score()))));
            }
            message.addModelCreatedExamples(answer);
        }
        return message.build();
    }

    private static List<dev.assay.server.dataset.annotated.Annotation> truth(Comparison comparison) {
        return comparison.truth().stream()
                .map(label -> dev.assay.server.dataset.annotated.Annotation.of(new Classification(label)))
                .toList();
    }
}
