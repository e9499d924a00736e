package dev.assay.server.grpc;

import dev.assay.server.evaluation.RowCounts.InvalidItems;
import dev.assay.server.metrics.Accuracy;
import dev.assay.server.metrics.ClassificationFigures;
import dev.assay.server.metrics.ConfusionMatrix;
import dev.assay.server.metrics.CurveEntry;
import dev.assay.server.metrics.DetectionCounts;
import dev.assay.server.metrics.DetectionFigures;
import dev.assay.server.metrics.IouEntry;
import dev.assay.server.metrics.PrCurve;
import dev.assay.server.metrics.Tally;
import dev.assay.server.run.Labeling;
import dev.assay.server.sampling.IntervalRecord;
import dev.assay.v1.ClassificationReport;
import dev.assay.v1.ConfusionRow;
import dev.assay.v1.DetectionCurve;
import dev.assay.v1.DetectionCurveEntry;
import dev.assay.v1.DetectionReport;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.InvalidRows;
import dev.assay.v1.OperatingPoint;
import dev.assay.v1.ReportCurve;
import dev.assay.v1.ReportCurveEntry;
import dev.assay.v1.RowCounts;
import dev.assay.v1.SamplingDesign;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reports as messages, with figures in full precision. */
final class ReportProtos {
    private ReportProtos() {}

    /** The report of an evaluation, with how the rows of its interval were drawn and how people were asked about them. */
    static EvaluationReport report(
            dev.assay.server.evaluation.EvaluationReport report, IntervalRecord interval, @Nullable Labeling labeling) {
        EvaluationReport.Builder message = EvaluationReport.newBuilder()
                .setEvaluation(report.evaluation().toString())
                .setRun(report.run().toString())
                .setRevision(report.revision())
                .setRunTime(Times.timestamp(report.runTime()))
                .setRowCounts(counts(report.counts()))
                .setSamplingDesign(design(interval, report.counts()))
                .addAllWarnings(report.warnings());
        if (report.figures() instanceof ClassificationFigures ofLabels) {
            message.setClassification(classification(ofLabels));
        } else if (report.figures() instanceof DetectionFigures ofBoxes) {
            message.setDetection(detection(ofBoxes));
        }
        String early = cappedEarly(interval);
        if (early != null) {
            message.addWarnings(early);
        }
        if (labeling != null) {
            message.setLabeling(RunProtos.labeling(labeling));
            addUndecided(message, labeling);
        }
        return message.build();
    }

    private static void addUndecided(EvaluationReport.Builder message, Labeling labeling) {
        if (labeling.unsettled() > 0) {
            message.addWarnings("people did not agree on " + labeling.unsettled() + " of " + labeling.items()
                    + " items; left out unless their truth was provided");
        }
        if (labeling.unanswered() > 0) {
            message.addWarnings("nobody answered for " + labeling.unanswered() + " of " + labeling.items()
                    + " items; left out unless their truth was provided");
        }
    }

    // --- figures --------------------------------------------------------------------------------------------------

    private static ClassificationReport classification(ClassificationFigures figures) {
        ClassificationReport.Builder report = ClassificationReport.newBuilder()
                .setMeanAveragePrecision(figures.meanAveragePrecision())
                .setAggregate(curve(figures.aggregate()))
                .addAllLabels(
                        figures.labelCurves().stream().map(ReportProtos::curve).toList())
                .setNoPredictionCount(figures.counts().withoutPrediction())
                .setBestLabelOutsideCount(figures.counts().bestLabelOutsideSet())
                .setOutsidePairCount(figures.counts().predictionsOutsideSet())
                .setRepeatedLabelCount(figures.counts().repeatedLabels())
                .setScoreOutOfRangeCount(figures.counts().scoresOutsideUnit());
        Accuracy accuracy = figures.accuracy();
        if (accuracy != null) {
            report.setAccuracy(accuracy.value()).setCorrectCount(accuracy.correct());
        }
        ConfusionMatrix matrix = figures.confusionMatrix();
        if (matrix != null) {
            for (int truth = 0; truth < matrix.labels().size(); truth++) {
                ConfusionRow.Builder row =
                        ConfusionRow.newBuilder().setLabel(matrix.labels().get(truth));
                for (long count : matrix.row(truth)) {
                    row.addItemCounts(count);
                }
                report.addConfusionRows(row);
            }
        }
        return report.build();
    }

    private static ReportCurve curve(PrCurve curve) {
        ReportCurve.Builder message = ReportCurve.newBuilder()
                .setLabel(curve.label() == null ? "" : curve.label())
                .setPositiveCount(curve.positives())
                .setAveragePrecision(curve.averagePrecision());
        curve.entries().forEach(entry -> message.addEntries(entry(entry)));
        return message.build();
    }

    private static ReportCurveEntry entry(CurveEntry entry) {
        return ReportCurveEntry.newBuilder()
                .setConfidenceThreshold(entry.threshold())
                .setAll(point(entry.all()))
                .setAt1(point(entry.at1()))
                .setAt5(point(entry.at5()))
                .build();
    }

    private static DetectionReport detection(DetectionFigures figures) {
        DetectionCounts counts = figures.counts();
        return DetectionReport.newBuilder()
                .setMeanAveragePrecision(figures.meanAveragePrecision())
                .setIouThreshold(figures.iouThreshold())
                .setAggregate(curve(figures.aggregate()))
                .addAllLabels(
                        figures.labelCurves().stream().map(ReportProtos::curve).toList())
                .setNoTruthCount(counts.withoutTrueBox())
                .setNoPredictionCount(counts.withoutPrediction())
                .setOutsideBoxCount(counts.boxesOutsideSet())
                .setLeftOutBoxCount(counts.boxesLeftOut())
                .setScoreOutOfRangeCount(counts.scoresOutsideUnit())
                .build();
    }

    private static DetectionCurve curve(dev.assay.server.metrics.DetectionCurve curve) {
        DetectionCurve.Builder message = DetectionCurve.newBuilder()
                .setLabel(curve.label() == null ? "" : curve.label())
                .setPositiveCount(curve.positives())
                .setAveragePrecision(curve.averagePrecision());
        for (IouEntry entry : curve.iouEntries()) {
            message.addIouEntries(DetectionCurveEntry.newBuilder()
                    .setIouThreshold(entry.iouThreshold())
                    .setAll(point(entry.all()))
                    .setAt1(point(entry.at1()))
                    .setAt5(point(entry.at5())));
        }
        curve.scoreEntries().forEach(entry -> message.addScoreEntries(entry(entry)));
        return message.build();
    }

    private static OperatingPoint point(Tally tally) {
        return OperatingPoint.newBuilder()
                .setPrecision(tally.precision())
                .setRecall(tally.recall())
                .setF1Score(tally.f1())
                .setRetrievedCount(tally.retrieved())
                .setTruePositiveCount(tally.truePositives())
                .build();
    }

    // --- rows -----------------------------------------------------------------------------------------------------

    private static RowCounts counts(dev.assay.server.evaluation.RowCounts counts) {
        RowCounts.Builder message = RowCounts.newBuilder()
                .setItems(counts.items())
                .setEvaluated(counts.evaluated())
                .setWithoutTruth(counts.withoutTruth())
                .setExternalItems(counts.foreignItems());
        for (InvalidItems invalid : counts.invalid()) {
            message.addInvalid(InvalidRows.newBuilder()
                    .setReason(invalid.reason().name())
                    .setCount(invalid.count())
                    .addAllExamples(invalid.examples()));
        }
        return message.build();
    }

    private static SamplingDesign design(IntervalRecord interval, dev.assay.server.evaluation.RowCounts counts) {
        SamplingDesign.Builder design = SamplingDesign.newBuilder()
                .setInterval(interval.id())
                .setStartTime(Times.timestamp(interval.openTime()))
                .setPopulationCount(population(interval))
                .setOfferedCount(interval.offered())
                .setSelectedCount(interval.selected())
                .setSampledCount(interval.taken())
                .setOverLimitCount(interval.overLimit())
                .setDuplicateCount(interval.duplicates())
                .setClientNotSelectedCount(interval.clientNotSelected())
                .setClientDroppedCount(interval.clientDropped())
                .setClientOverLimitCount(interval.clientOverLimit())
                .setExampleCount(interval.cap())
                .setCoveredFraction(coveredFraction(interval));
        if (interval.sealTime() != null) {
            design.setEndTime(Times.timestamp(interval.sealTime()));
        }
        if (interval.capTime() != null) {
            design.setCapReachedTime(Times.timestamp(interval.capTime()));
        }
        if (counts.minProbability() != null && counts.maxProbability() != null) {
            design.setMinSamplingProbability(counts.minProbability())
                    .setMaxSamplingProbability(counts.maxProbability());
        }
        return design.build();
    }

    /** What was offered twice was predicted once. */
    private static long population(IntervalRecord interval) {
        return interval.offered()
                - interval.duplicates()
                + interval.clientNotSelected()
                + interval.clientDropped()
                + interval.clientOverLimit();
    }

    /** Share of the interval during which rows were taken: not after the cap was reached, and not while paused before. */
    private static double coveredFraction(IntervalRecord interval) {
        Instant end = interval.sealTime();
        Instant cap = interval.capTime();
        if (end == null || !interval.openTime().isBefore(end)) {
            return 1.0;
        }
        Instant last = cap != null && cap.isBefore(end) ? cap : end;
        Duration covered = Duration.between(interval.openTime(), last).minus(interval.paused());
        double whole = Duration.between(interval.openTime(), end).toNanos();
        return Math.max(0.0, covered.toNanos() / whole);
    }

    private static @Nullable String cappedEarly(IntervalRecord interval) {
        Instant end = interval.sealTime();
        Instant cap = interval.capTime();
        if (end == null || cap == null || !cap.isBefore(end)) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "the interval was full at %s: its rows speak of the first %s of %s, and of no more",
                cap,
                words(Duration.between(interval.openTime(), cap)),
                words(Duration.between(interval.openTime(), end)));
    }

    private static String words(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
            return duration.toSeconds() + " s";
        }
        return duration.compareTo(Duration.ofHours(2)) < 0 ? duration.toMinutes() + " min" : duration.toHours() + " h";
    }
}
