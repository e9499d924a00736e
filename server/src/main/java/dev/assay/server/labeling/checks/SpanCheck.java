package dev.assay.server.labeling.checks;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.annotated.Annotation.Entity;
import dev.assay.server.vocabulary.Violations;
import java.util.function.Supplier;

/** Checks a span of a text. */
final class SpanCheck {
    private SpanCheck() {}

    static void check(Entity span, String path, Supplier<Payload> item, Violations violations) {
        String field = path + ".sequential_segment";
        violations.require(span.start() >= 0, field + ".start", "must not be negative, got " + span.start());
        violations.require(
                span.start() < span.end(),
                field + ".end",
                "must be after the start at " + span.start() + ", got " + span.end());
        if (item.get() instanceof Text text) {
            int length = text.content().codePointCount(0, text.content().length());
            violations.require(
                    span.end() <= length,
                    field + ".end",
                    "must be at most " + length + ", the characters of the text, got " + span.end());
        }
    }
}
