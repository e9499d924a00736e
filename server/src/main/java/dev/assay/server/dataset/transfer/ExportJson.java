package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.operation.Operation;
import dev.assay.server.vocabulary.ResourceName;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Exports as the JSON of an operation: two that ask for the same are the same text. */
public final class ExportJson {
    private static final String ANNOTATED_DATASET = "annotated_dataset";
    private static final String FORMAT = "format";
    private static final String FILE = "file";
    private static final String IN_FOLDER = "in_folder";
    private static final String TOTAL = "total";
    private static final String WRITTEN = "written";
    /** Begins the fields that count a label, whose name follows. */
    private static final String LABEL = "label ";

    private ExportJson() {}

    /** What an operation is to do. */
    public static ExportPlan plan(Operation operation) {
        TransferJson.Fields fields = TransferJson.read(operation.request());
        return new ExportPlan(
                ResourceName.read(fields.get(ANNOTATED_DATASET)),
                ExportFormat.valueOf(fields.get(FORMAT)),
                ObjectUri.parse(FILE, fields.get(FILE)),
                Boolean.parseBoolean(fields.get(IN_FOLDER)));
    }

    /** What came of an operation that succeeded. */
    public static ExportOutcome outcome(Operation operation) {
        TransferJson.Fields fields = TransferJson.read(operation.progress());
        Map<String, Long> labels = new HashMap<>();
        for (String name : fields.values().keySet()) {
            if (name.startsWith(LABEL)) {
                labels.put(name.substring(LABEL.length()), fields.number(name));
            }
        }
        return new ExportOutcome(fields.number(TOTAL), fields.number(WRITTEN), labels);
    }

    static String write(ExportPlan plan) {
        return TransferJson.write(json -> {
            json.writeStringField(ANNOTATED_DATASET, plan.annotatedDataset().toString());
            json.writeStringField(FORMAT, plan.format().name());
            json.writeStringField(FILE, plan.file().toString());
            json.writeBooleanField(IN_FOLDER, plan.inFolder());
        });
    }

    static String write(ExportOutcome outcome) {
        return TransferJson.write(json -> {
            json.writeNumberField(TOTAL, outcome.total());
            json.writeNumberField(WRITTEN, outcome.written());
            for (Map.Entry<String, Long> label : new TreeMap<>(outcome.labelStats()).entrySet()) {
                json.writeNumberField(LABEL + label.getKey(), label.getValue());
            }
        });
    }
}
