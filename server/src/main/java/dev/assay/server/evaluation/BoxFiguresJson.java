package dev.assay.server.evaluation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.evaluation.BoxFigures.Overall;
import dev.assay.server.metrics.CurveEntry;
import dev.assay.server.metrics.DetectionCounts;
import dev.assay.server.metrics.DetectionCurve;
import dev.assay.server.metrics.IouEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures of boxes as JSON, like those of labels in {@link FiguresJson}. */
final class BoxFiguresJson {
    private BoxFiguresJson() {}

    static String write(BoxFigures figures) {
        DetectionCurve curve = figures.curve();
        return Json.write(generator -> {
            generator.writeStartObject();
            if (curve.label() != null) {
                generator.writeStringField("label", curve.label());
            }
            generator.writeNumberField("positives", curve.positives());
            generator.writeNumberField("average_precision", curve.averagePrecision());
            generator.writeArrayFieldStart("iou_entries");
            for (IouEntry entry : curve.iouEntries()) {
                FiguresJson.writeEntry(generator, entry.iouThreshold(), entry.all(), entry.at1(), entry.at5());
            }
            generator.writeEndArray();
            generator.writeArrayFieldStart("score_entries");
            for (CurveEntry entry : curve.scoreEntries()) {
                FiguresJson.writeEntry(generator, entry.threshold(), entry.all(), entry.at1(), entry.at5());
            }
            generator.writeEndArray();
            generator.writeNumberField("mean_average_precision", figures.meanAveragePrecision());
            if (figures.overall() != null) {
                write(generator, figures.overall());
            }
            generator.writeEndObject();
        });
    }

    private static void write(JsonGenerator generator, Overall overall) throws IOException {
        generator.writeBooleanField("no_positives", overall.noPositives());
        generator.writeNumberField("iou_threshold", overall.iouThreshold());
        DetectionCounts counts = overall.counts();
        FiguresJson.writeNumbers(
                generator,
                "counts",
                counts.withoutTrueBox(),
                counts.withoutPrediction(),
                counts.boxesOutsideSet(),
                counts.boxesLeftOut(),
                counts.scoresOutsideUnit());
    }

    static BoxFigures read(String text) {
        return Json.read(text, parser -> {
            Fields fields = new Fields();
            Json.require(parser, JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                parser.nextToken();
                fields.read(field, parser);
            }
            return fields.figures();
        });
    }

    /** An object while it is read. */
    private static final class Fields {
        private @Nullable String label;
        private long positives;
        private double averagePrecision;
        private double meanAveragePrecision;
        private boolean noPositives;
        private double iouThreshold;
        private List<double[]> iouEntries = List.of();
        private List<double[]> scoreEntries = List.of();
        private @Nullable List<Long> counts;

        void read(String field, JsonParser parser) throws IOException {
            switch (field) {
                case "label" -> label = parser.getText();
                case "positives" -> positives = parser.getLongValue();
                case "average_precision" -> averagePrecision = parser.getDoubleValue();
                case "iou_entries" -> iouEntries = Json.readArray(parser, FiguresJson::readEntry);
                case "score_entries" -> scoreEntries = Json.readArray(parser, FiguresJson::readEntry);
                case "mean_average_precision" -> meanAveragePrecision = parser.getDoubleValue();
                case "no_positives" -> noPositives = parser.getBooleanValue();
                case "iou_threshold" -> iouThreshold = parser.getDoubleValue();
                case "counts" -> counts = FiguresJson.readNumbers(parser);
                default -> throw new IOException("unknown field " + field);
            }
        }

        BoxFigures figures() {
            List<IouEntry> byOverlap = new ArrayList<>();
            for (double[] entry : iouEntries) {
                byOverlap.add(new IouEntry(
                        entry[0],
                        FiguresJson.tally(entry, 1, positives),
                        FiguresJson.tally(entry, 3, positives),
                        FiguresJson.tally(entry, 5, positives)));
            }
            List<CurveEntry> byScore = new ArrayList<>();
            for (double[] entry : scoreEntries) {
                byScore.add(FiguresJson.curveEntry(entry, positives));
            }
            DetectionCurve curve = new DetectionCurve(label, positives, averagePrecision, byOverlap, byScore);
            return new BoxFigures(curve, meanAveragePrecision, counts == null ? null : overall(counts));
        }

        private Overall overall(List<Long> odd) {
            return new Overall(
                    noPositives,
                    iouThreshold,
                    new DetectionCounts(odd.get(0), odd.get(1), odd.get(2), odd.get(3), odd.get(4)));
        }
    }
}
