package dev.assay.server.command;

import dev.assay.v1.ClassificationReport;
import dev.assay.v1.ConfusionRow;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.ReportCurve;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The figures of an evaluation as text for a terminal. */
final class FigureTable {
    private static final int MAX_CONFUSIONS = 5;

    private FigureTable() {}

    private record Confusion(String truth, String predicted, long items) {}

    static void print(EvaluationReport report, PrintStream out) {
        ClassificationReport figures = report.getClassification();
        out.printf(Locale.ROOT, "%-12s %10s %18s%n", "label", "items", "average precision");
        for (ReportCurve curve : figures.getLabelsList()) {
            out.printf(
                    Locale.ROOT,
                    "%-12s %10d %18.4f%n",
                    curve.getLabel(),
                    curve.getPositiveCount(),
                    curve.getAveragePrecision());
        }
        out.printf(
                Locale.ROOT,
                "%-12s %10d %18.4f   (mean)%n",
                "all",
                report.getRowCounts().getEvaluated(),
                figures.getMeanAveragePrecision());
        out.printf(
                Locale.ROOT,
                "accuracy %.4f: the best-scored label is right for %d of %d items%n",
                figures.getAccuracy(),
                figures.getCorrectCount(),
                report.getRowCounts().getEvaluated());
        List<Confusion> confusions = confusions(figures.getConfusionRowsList());
        if (!confusions.isEmpty()) {
            out.println("most frequent mistakes:");
            confusions.forEach(c -> out.printf(
                    Locale.ROOT, "%5d items of %s were taken for %s%n", c.items(), c.truth(), c.predicted()));
        }
    }

    private static List<Confusion> confusions(List<ConfusionRow> rows) {
        List<Confusion> confusions = new ArrayList<>();
        for (int truth = 0; truth < rows.size(); truth++) {
            for (int predicted = 0; predicted < rows.get(truth).getItemCountsCount(); predicted++) {
                long items = rows.get(truth).getItemCounts(predicted);
                if (truth != predicted && items > 0 && predicted < rows.size()) {
                    confusions.add(new Confusion(
                            rows.get(truth).getLabel(), rows.get(predicted).getLabel(), items));
                }
            }
        }
        confusions.sort(Comparator.comparingLong(Confusion::items).reversed());
        return confusions.subList(0, Math.min(MAX_CONFUSIONS, confusions.size()));
    }
}
