package dev.assay.server.dataset.transfer;

import dev.assay.server.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * How far an import has come.
 *
 * @param mark where to go on; null before anything was read
 * @param extent how far the source went when the import began
 * @param total entries that were read
 * @param imported items that were made of them
 */
record ImportProgress(@Nullable Mark mark, long extent, long total, long imported) {
    private static final ImportProgress NONE = new ImportProgress(null, 0, 0, 0);

    static ImportProgress of(Operation operation) {
        TransferJson.Fields fields = TransferJson.read(operation.progress());
        return fields.find("total") == null
                ? NONE
                : new ImportProgress(
                        new Mark(fields.number("at"), fields.number("within")),
                        fields.number("extent"),
                        fields.number("total"),
                        fields.number("imported"));
    }

    /** As an operation keeps it. */
    String write() {
        return mark == null
                ? "{}"
                : TransferJson.write(json -> {
                    json.writeNumberField("at", mark.at());
                    json.writeNumberField("within", mark.within());
                    json.writeNumberField("extent", extent);
                    json.writeNumberField("total", total);
                    json.writeNumberField("imported", imported);
                });
    }

    /** How many entries became no item. */
    long failed() {
        return total - imported;
    }
}
