package dev.assay.server.grpc;

import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.AnnotationMetadata;
import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.ClassificationMetrics;
import dev.assay.datalabeling.v1beta1.ConfusionMatrix.ConfusionMatrixEntry;
import dev.assay.datalabeling.v1beta1.ConfusionMatrix.Row;
import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.EvaluationMetrics;
import dev.assay.datalabeling.v1beta1.Example;
import dev.assay.datalabeling.v1beta1.ObjectDetectionMetrics;
import dev.assay.datalabeling.v1beta1.OperatorMetadata;
import dev.assay.datalabeling.v1beta1.PrCurve;
import dev.assay.datalabeling.v1beta1.PrCurve.ConfidenceMetricsEntry;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse.ExampleComparison;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.evaluation.BoxFigures;
import dev.assay.server.evaluation.Comparison;
import dev.assay.server.evaluation.Comparison.Answer;
import dev.assay.server.evaluation.EvaluationFigures;
import dev.assay.server.evaluation.LabelFigures;
import dev.assay.server.metrics.ConfusionMatrix;
import dev.assay.server.metrics.CurveEntry;
import dev.assay.server.metrics.IouEntry;
import dev.assay.server.metrics.Tally;
import java.util.List;

/** Evaluations and comparisons as messages. Figures are rounded to float here, once. */
final class EvaluationProtos {
    private EvaluationProtos() {}

    static Evaluation message(dev.assay.server.evaluation.Evaluation evaluation) {
        return Evaluation.newBuilder()
                .setName(evaluation.name().toString())
                .setConfig(EvaluationConfigs.parse(evaluation.config()))
                .setEvaluationJobRunTime(Times.timestamp(evaluation.runTime()))
                .setCreateTime(Times.timestamp(evaluation.createTime()))
                .setEvaluationMetrics(metrics(evaluation.figures()))
                .setAnnotationType(dev.assay.datalabeling.v1beta1.AnnotationType.valueOf(evaluation.annotationType()))
                .setEvaluatedItemCount(evaluation.itemCount())
                .build();
    }

    // --- figures --------------------------------------------------------------------------------------------------

    private static EvaluationMetrics metrics(EvaluationFigures figures) {
        EvaluationMetrics.Builder metrics = EvaluationMetrics.newBuilder();
        if (figures instanceof BoxFigures ofBoxes) {
            metrics.setObjectDetectionMetrics(
                    ObjectDetectionMetrics.newBuilder().setPrCurve(curve(ofBoxes)));
        } else if (figures instanceof LabelFigures ofLabels) {
            metrics.setClassificationMetrics(classification(ofLabels));
        }
        return metrics.build();
    }

    private static ClassificationMetrics classification(LabelFigures figures) {
        ClassificationMetrics.Builder metrics =
                ClassificationMetrics.newBuilder().setPrCurve(curve(figures));
        LabelFigures.Overall overall = figures.overall();
        if (overall != null && overall.confusionMatrix() != null) {
            metrics.setConfusionMatrix(matrix(overall.confusionMatrix()));
        }
        return metrics.build();
    }

    private static PrCurve curve(LabelFigures figures) {
        PrCurve.Builder curve = curve(figures, figures.curve().averagePrecision());
        for (CurveEntry entry : figures.curve().entries()) {
            curve.addConfidenceMetricsEntries(entry(entry.threshold(), entry.all(), entry.at1(), entry.at5()));
        }
        return curve.build();
    }

    /** The contract has one list of entries; of boxes it holds those by overlap, and the report those by score. */
    private static PrCurve curve(BoxFigures figures) {
        PrCurve.Builder curve = curve(figures, figures.curve().averagePrecision());
        for (IouEntry entry : figures.curve().iouEntries()) {
            curve.addConfidenceMetricsEntries(entry(entry.iouThreshold(), entry.all(), entry.at1(), entry.at5()));
        }
        return curve.build();
    }

    private static PrCurve.Builder curve(EvaluationFigures figures, double areaUnderCurve) {
        PrCurve.Builder curve = PrCurve.newBuilder()
                .setAreaUnderCurve((float) areaUnderCurve)
                .setMeanAveragePrecision((float) figures.meanAveragePrecision());
        if (figures.label() != null) {
            curve.setAnnotationSpec(AnnotationProtos.spec(figures.label()));
        }
        return curve;
    }

    private static ConfidenceMetricsEntry entry(double threshold, Tally all, Tally at1, Tally at5) {
        return ConfidenceMetricsEntry.newBuilder()
                .setConfidenceThreshold((float) threshold)
                .setRecall((float) all.recall())
                .setPrecision((float) all.precision())
                .setF1Score((float) all.f1())
                .setRecallAt1((float) at1.recall())
                .setPrecisionAt1((float) at1.precision())
                .setF1ScoreAt1((float) at1.f1())
                .setRecallAt5((float) at5.recall())
                .setPrecisionAt5((float) at5.precision())
                .setF1ScoreAt5((float) at5.f1())
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
                        comparison.example(), type, comparison.payload(), comparison.truth())));
        if (!comparison.predicted().isEmpty()) {
            Example.Builder answer = AnnotationProtos.example(comparison.example(), comparison.payload());
            for (Answer listed : comparison.predicted()) {
                answer.addAnnotations(Annotation.newBuilder()
                        .setName(AnnotationProtos.name(
                                comparison.example(), "prediction-" + answer.getAnnotationsCount()))
                        .setAnnotationValue(AnnotationProtos.value(listed.value(), type))
                        .setAnnotationMetadata(AnnotationMetadata.newBuilder()
                                .setOperatorMetadata(
                                        OperatorMetadata.newBuilder().setScore((float) listed.score()))));
            }
            message.addModelCreatedExamples(answer);
        }
        return message.build();
    }
}
