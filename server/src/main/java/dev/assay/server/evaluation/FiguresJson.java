package dev.assay.server.evaluation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.evaluation.LabelFigures.Overall;
import dev.assay.server.metrics.Accuracy;
import dev.assay.server.metrics.ClassificationCounts;
import dev.assay.server.metrics.ConfusionMatrix;
import dev.assay.server.metrics.CurveEntry;
import dev.assay.server.metrics.PrCurve;
import dev.assay.server.metrics.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Figures as JSON. Of curves the counts are kept, from which precision, recall and F1 follow; of the confusion matrix
 * the cells that are not zero, each row as {@code [column, count, column, count, …]}.
 */
final class FiguresJson {
    private FiguresJson() {}

    static String write(EvaluationFigures figures) {
        return figures instanceof BoxFigures boxes ? BoxFiguresJson.write(boxes) : write((LabelFigures) figures);
    }

    private static String write(LabelFigures figures) {
        return Json.write(generator -> {
            generator.writeStartObject();
            writeCurve(generator, figures.curve());
            generator.writeNumberField("mean_average_precision", figures.meanAveragePrecision());
            Overall overall = figures.overall();
            if (overall != null) {
                writeOverall(generator, overall);
            }
            generator.writeEndObject();
        });
    }

    private static void writeCurve(JsonGenerator generator, PrCurve curve) throws IOException {
        if (curve.label() != null) {
            generator.writeStringField("label", curve.label());
        }
        generator.writeNumberField("positives", curve.positives());
        generator.writeNumberField("average_precision", curve.averagePrecision());
        generator.writeArrayFieldStart("entries");
        for (CurveEntry entry : curve.entries()) {
            writeEntry(generator, entry.threshold(), entry.all(), entry.at1(), entry.at5());
        }
        generator.writeEndArray();
    }

    /** Writes a threshold and what is retrieved and right at it. */
    static void writeEntry(JsonGenerator generator, double threshold, Tally... tallies) throws IOException {
        generator.writeStartArray();
        generator.writeNumber(threshold);
        for (Tally tally : tallies) {
            generator.writeNumber(tally.retrieved());
            generator.writeNumber(tally.truePositives());
        }
        generator.writeEndArray();
    }

    private static void writeOverall(JsonGenerator generator, Overall overall) throws IOException {
        generator.writeBooleanField("no_positives", overall.noPositives());
        Accuracy accuracy = overall.accuracy();
        if (accuracy != null) {
            writeNumbers(generator, "accuracy", accuracy.correct(), accuracy.items());
        }
        ConfusionMatrix matrix = overall.confusionMatrix();
        if (matrix != null) {
            generator.writeArrayFieldStart("confusion");
            for (int truth = 0; truth < matrix.labels().size(); truth++) {
                generator.writeStartArray();
                for (Map.Entry<Integer, Long> cell : matrix.cells(truth).entrySet()) {
                    generator.writeNumber(cell.getKey());
                    generator.writeNumber(cell.getValue());
                }
                generator.writeEndArray();
            }
            generator.writeEndArray();
        }
        ClassificationCounts counts = overall.counts();
        writeNumbers(
                generator,
                "counts",
                counts.withoutPrediction(),
                counts.bestLabelOutsideSet(),
                counts.predictionsOutsideSet(),
                counts.repeatedLabels(),
                counts.scoresOutsideUnit());
    }

    static void writeNumbers(JsonGenerator generator, String field, long... numbers) throws IOException {
        generator.writeArrayFieldStart(field);
        for (long number : numbers) {
            generator.writeNumber(number);
        }
        generator.writeEndArray();
    }

    /** The figures of a row. */
    static EvaluationFigures read(EvaluationRow row) {
        SnapshotRow snapshot = row.snapshot();
        // The confusion matrix speaks of the spec set.
        return ItemKinds.isOfBoxes(snapshot)
                ? BoxFiguresJson.read(row.figures())
                : read(row.figures(), ItemJson.readLabels(snapshot.labels()));
    }

    private static LabelFigures read(String text, List<String> labels) {
        return Json.read(text, parser -> {
            Fields fields = new Fields();
            Json.require(parser, JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                parser.nextToken();
                fields.read(field, parser);
            }
            return fields.figures(labels);
        });
    }

    /** An object while it is read. */
    private static final class Fields {
        private @Nullable String label;
        private long positives;
        private double averagePrecision;
        private double meanAveragePrecision;
        private boolean noPositives;
        private List<double[]> entries = List.of();
        private @Nullable List<Long> accuracy;
        private @Nullable List<List<Long>> confusion;
        private @Nullable List<Long> counts;

        void read(String field, JsonParser parser) throws IOException {
            switch (field) {
                case "label" -> label = parser.getText();
                case "positives" -> positives = parser.getLongValue();
                case "average_precision" -> averagePrecision = parser.getDoubleValue();
                case "mean_average_precision" -> meanAveragePrecision = parser.getDoubleValue();
                case "no_positives" -> noPositives = parser.getBooleanValue();
                case "entries" -> entries = Json.readArray(parser, FiguresJson::readEntry);
                case "accuracy" -> accuracy = readNumbers(parser);
                case "confusion" -> confusion = Json.readArray(parser, FiguresJson::readNumbers);
                case "counts" -> counts = readNumbers(parser);
                default -> throw new IOException("unknown field " + field);
            }
        }

        LabelFigures figures(List<String> labels) {
            List<CurveEntry> read = new ArrayList<>();
            for (double[] entry : entries) {
                read.add(curveEntry(entry, positives));
            }
            PrCurve curve = new PrCurve(label, positives, averagePrecision, read);
            return new LabelFigures(curve, meanAveragePrecision, counts == null ? null : overall(counts, labels));
        }

        private Overall overall(List<Long> odd, List<String> labels) {
            return new Overall(
                    noPositives,
                    confusion == null ? null : matrix(confusion, labels),
                    accuracy == null ? null : new Accuracy(accuracy.get(0), accuracy.get(1)),
                    new ClassificationCounts(odd.get(0), odd.get(1), odd.get(2), odd.get(3), odd.get(4)));
        }

        private static ConfusionMatrix matrix(List<List<Long>> rows, List<String> labels) {
            List<Map<Integer, Long>> cells = new ArrayList<>();
            for (List<Long> row : rows) {
                Map<Integer, Long> counts = new TreeMap<>();
                for (int i = 0; i < row.size(); i += 2) {
                    counts.put(Math.toIntExact(row.get(i)), row.get(i + 1));
                }
                cells.add(counts);
            }
            return ConfusionMatrix.of(labels, cells);
        }
    }

    /** An entry as {@link #readEntry} read it. */
    static CurveEntry curveEntry(double[] entry, long positives) {
        return new CurveEntry(
                entry[0], tally(entry, 1, positives), tally(entry, 3, positives), tally(entry, 5, positives));
    }

    static Tally tally(double[] entry, int at, long positives) {
        return new Tally((long) entry[at], (long) entry[at + 1], positives);
    }

    /** Counts are whole numbers far below 2⁵³, so a double holds them as they are. */
    static double[] readEntry(JsonParser parser) throws IOException {
        List<Double> numbers = Json.readArray(parser, JsonParser::getDoubleValue);
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static List<Long> readNumbers(JsonParser parser) throws IOException {
        return Json.readArray(parser, JsonParser::getLongValue);
    }
}
