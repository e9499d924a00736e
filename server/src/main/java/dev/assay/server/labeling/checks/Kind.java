package dev.assay.server.labeling.checks;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.annotated.Annotation.Value;
import dev.assay.server.vocabulary.Violations;
import java.util.function.Supplier;

/**
 * One kind of annotation.
 *
 * @param field of an annotation value in the contract
 * @param shape what the value is
 * @param check whether it fits its item
 */
record Kind(String field, Class<? extends Value> shape, Check<Value> check) {
    /** Notes what is wrong with a value. */
    interface Check<V extends Value> {
        void check(V value, String path, Supplier<Payload> item, Violations violations);
    }

    static <V extends Value> Kind of(String field, Class<V> shape, Check<V> check) {
        return new Kind(
                field,
                shape,
                (value, path, item, violations) -> check.check(shape.cast(value), path, item, violations));
    }

    /** A kind of which there is nothing to say but labels. */
    static Kind of(String field, Class<? extends Value> shape) {
        return new Kind(field, shape, (value, path, item, violations) -> {});
    }
}
