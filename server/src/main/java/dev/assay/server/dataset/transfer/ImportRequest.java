package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.TableUri;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an import was asked for: one of file and table.
 *
 * @param config a message of the door, which the dataset keeps and echoes as it is
 */
record ImportRequest(
        DataType type, @Nullable ObjectUri file, @Nullable TableUri table, byte[] config) {

    /** As an operation keeps it. */
    String write() {
        return TransferJson.write(json -> {
            json.writeStringField("data_type", type.name());
            if (file != null) {
                json.writeStringField("file", file.toString());
            }
            if (table != null) {
                json.writeStringField("table", table.toString());
            }
            json.writeStringField("config", Base64.getEncoder().encodeToString(config));
        });
    }

    static ImportRequest read(String text) {
        TransferJson.Fields fields = TransferJson.read(text);
        String file = fields.find("file");
        return new ImportRequest(
                DataType.valueOf(fields.get("data_type")),
                file == null ? null : ObjectUri.parse("file", file),
                file != null ? null : Objects.requireNonNull(TableUri.parse(fields.get("table"))),
                Base64.getDecoder().decode(fields.get("config")));
    }
}
