package dev.assay.server.labeling;

import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a task has come, as its operation keeps it.
 *
 * @param cursor where its phase goes on: of the lister of items, or the number of the next item to write
 * @param items how many items people are asked about; those that are listed so far, in the first phase
 * @param open how many of them wait for answers, when they were last counted
 * @param countTime when they were counted
 * @param agreed items that people agreed on, of those that are written
 * @param unsettled items that were answered and that people did not agree on
 * @param unanswered items that nobody answered
 * @param annotatedDataset what comes of it, once it is being written
 */
public record LabelProgress(
        Phase phase,
        String cursor,
        long items,
        long open,
        Instant countTime,
        long agreed,
        long unsettled,
        long unanswered,
        @Nullable ResourceName annotatedDataset) {
    private static final LabelProgress FIRST = new LabelProgress(Phase.LISTING, "", 0, 0, Instant.EPOCH, 0, 0, 0, null);

    /** What is done. */
    public enum Phase {
        /** The items are being listed; people are asked already. */
        LISTING,
        /** People are asked. */
        ASKING,
        /** What the answers come to has a name. */
        NAMED,
        /** What the answers come to is being written. */
        WRITING,
        /** It is written. */
        WRITTEN
    }

    /** Reads the progress of an operation. */
    public static LabelProgress read(String json) {
        Map<String, String> fields = FlatJson.read(json);
        if (fields.isEmpty()) {
            return FIRST;
        }
        String result = fields.get("annotated_dataset");
        return new LabelProgress(
                Phase.valueOf(FlatJson.require(fields, "phase")),
                FlatJson.require(fields, "cursor"),
                number(fields, "items"),
                number(fields, "open"),
                Micros.time(number(fields, "count_time")),
                number(fields, "agreed"),
                number(fields, "unsettled"),
                number(fields, "unanswered"),
                result == null ? null : ResourceName.read(result));
    }

    /** How much of it is done, in [0, 100]. */
    public int percent() {
        if (phase == Phase.LISTING) {
            return 0;
        }
        return items == 0 ? 100 : (int) (100 * (items - open) / items);
    }

    String write() {
        Map<String, String> fields = new HashMap<>();
        fields.put("phase", phase.name());
        fields.put("cursor", cursor);
        fields.put("items", Long.toString(items));
        fields.put("open", Long.toString(open));
        fields.put("count_time", Long.toString(Micros.of(countTime)));
        fields.put("agreed", Long.toString(agreed));
        fields.put("unsettled", Long.toString(unsettled));
        fields.put("unanswered", Long.toString(unanswered));
        if (annotatedDataset != null) {
            fields.put("annotated_dataset", annotatedDataset.toString());
        }
        return FlatJson.write(fields);
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(FlatJson.require(fields, name));
    }

    // --- steps ----------------------------------------------------------------------------------------------------

    LabelProgress listed(int more, @Nullable String next, Instant now) {
        long all = items + more;
        return next == null
                ? new LabelProgress(Phase.ASKING, "", all, all, now, 0, 0, 0, null)
                : new LabelProgress(Phase.LISTING, next, all, all, now, 0, 0, 0, null);
    }

    LabelProgress counted(long openNow, Instant now) {
        return new LabelProgress(phase, cursor, items, openNow, now, 0, 0, 0, null);
    }

    LabelProgress named(ResourceName result, Instant now) {
        return new LabelProgress(Phase.NAMED, "0", items, 0, now, 0, 0, 0, result);
    }

    LabelProgress wrote(long nextItem, long nowAgreed, long nowUnsettled, long nowUnanswered) {
        return new LabelProgress(
                Phase.WRITING,
                Long.toString(nextItem),
                items,
                0,
                countTime,
                agreed + nowAgreed,
                unsettled + nowUnsettled,
                unanswered + nowUnanswered,
                annotatedDataset);
    }

    LabelProgress written() {
        return new LabelProgress(
                Phase.WRITTEN, "", items, 0, countTime, agreed, unsettled, unanswered, annotatedDataset);
    }
}
