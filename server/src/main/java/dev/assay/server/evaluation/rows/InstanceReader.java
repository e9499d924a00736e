package dev.assay.server.evaluation.rows;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Makes sure that one instance has content under the job's key: figures do not need it, but a person who looks at the
 * mistakes does. The content itself is not read.
 */
final class InstanceReader implements ElementReader<Boolean> {
    private final ImportKeys keys;

    InstanceReader(ImportKeys keys) {
        this.keys = keys;
    }

    @Override
    public Boolean read(ColumnReader reader, String path) throws IOException, RowRejected {
        boolean[] found = new boolean[1];
        reader.readObject(path, (key, at) -> {
            found[0] |= keys.holdsContent(key) && !reader.at(JsonToken.VALUE_NULL);
            reader.skip();
        });
        if (!found[0]) {
            throw reader.missing(path + '.' + keys.contentKey());
        }
        return true;
    }
}
