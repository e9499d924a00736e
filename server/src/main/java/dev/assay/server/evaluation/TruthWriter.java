package dev.assay.server.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes ground truth as {@link TruthReader} understands it. */
public final class TruthWriter {
    private final String labelKey;
    private final boolean multiLabel;

    /**
     * For the rows of one job.
     *
     * @param multiLabel whether an item may have any number of labels, none among them
     */
    public TruthWriter(ImportKeys keys, boolean multiLabel) {
        this.labelKey = keys.label();
        this.multiLabel = multiLabel;
    }

    /** Whether an item can have just these labels. */
    public boolean canBeTrue(List<String> labels) {
        return multiLabel || labels.size() == 1;
    }

    /**
     * The ground truth of a row.
     *
     * @param instances the labels of each instance of the row, in order; null where they are not known
     */
    public String write(List<@Nullable List<String>> instances) {
        return Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("predictions");
            for (List<String> labels : instances) {
                if (labels == null) {
                    json.writeNull();
                } else {
                    json.writeStartObject();
                    if (multiLabel) {
                        json.writeArrayFieldStart(labelKey);
                        for (String label : labels) {
                            json.writeString(label);
                        }
                        json.writeEndArray();
                    } else {
                        json.writeStringField(labelKey, labels.get(0));
                    }
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
