package dev.assay.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.AnnotationMetadata;
import dev.assay.datalabeling.v1beta1.AnnotationSource;
import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.AnnotationType;
import dev.assay.datalabeling.v1beta1.AnnotationValue;
import dev.assay.datalabeling.v1beta1.ClassificationMetrics;
import dev.assay.datalabeling.v1beta1.ConfusionMatrix.ConfusionMatrixEntry;
import dev.assay.datalabeling.v1beta1.ConfusionMatrix.Row;
import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.EvaluationConfig;
import dev.assay.datalabeling.v1beta1.EvaluationMetrics;
import dev.assay.datalabeling.v1beta1.Example;
import dev.assay.datalabeling.v1beta1.ImageClassificationAnnotation;
import dev.assay.datalabeling.v1beta1.OperatorMetadata;
import dev.assay.datalabeling.v1beta1.PrCurve;
import dev.assay.datalabeling.v1beta1.PrCurve.ConfidenceMetricsEntry;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse.ExampleComparison;
import dev.assay.datalabeling.v1beta1.TextClassificationAnnotation;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Text;
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
                .setAnnotationType(AnnotationType.valueOf(evaluation.annotationType()))
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
            curve.setAnnotationSpec(spec(label));
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
                matrix.labels().stream().map(EvaluationProtos::spec).toList();
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

    private static AnnotationSpec spec(String label) {
        return AnnotationSpec.newBuilder().setDisplayName(label).build();
    }

    // --- comparisons ----------------------------------------------------------------------------------------------

    static ExampleComparison message(Comparison comparison) {
        Example.Builder truth = example(comparison);
        for (String label : comparison.truth()) {
            truth.addAnnotations(annotation(comparison, label, "truth-" + truth.getAnnotationsCount())
                    .setAnnotationSource(AnnotationSource.OPERATOR));
        }
        ExampleComparison.Builder message = ExampleComparison.newBuilder().setGroundTruthExample(truth);
        if (!comparison.predicted().isEmpty()) {
            Example.Builder answer = example(comparison);
            for (LabelScore listed : comparison.predicted()) {
                answer.addAnnotations(annotation(
                                comparison, listed.label(), "prediction-" + answer.getAnnotationsCount())
                        .setAnnotationMetadata(AnnotationMetadata.newBuilder()
                                .setOperatorMetadata(
                                        OperatorMetadata.newBuilder().setScore((float) listed.score()))));
            }
            message.addModelCreatedExamples(answer);
        }
        return message.build();
    }

    private static Example.Builder example(Comparison comparison) {
        Example.Builder example =
                Example.newBuilder().setName(comparison.example().toString());
        if (comparison.payload() instanceof Image image) {
            example.setImagePayload(DatasetProtos.image(image));
        } else if (comparison.payload() instanceof Text text) {
            example.setTextPayload(DatasetProtos.text(text));
        }
        return example;
    }

    private static Annotation.Builder annotation(Comparison comparison, String label, String id) {
        AnnotationValue.Builder value = AnnotationValue.newBuilder();
        if (comparison.annotationType().equals(AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION.name())) {
            value.setImageClassificationAnnotation(
                    ImageClassificationAnnotation.newBuilder().setAnnotationSpec(spec(label)));
        } else {
            value.setTextClassificationAnnotation(
                    TextClassificationAnnotation.newBuilder().setAnnotationSpec(spec(label)));
        }
        return Annotation.newBuilder()
                .setName(comparison.example() + "/annotations/" + id)
                .setAnnotationValue(value);
    }
}
