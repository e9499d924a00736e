package dev.assay.server.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import java.util.List;
import java.util.Map;

/** Refuses texts that no store and no other client could take: with U+0000 or half of a surrogate pair. */
final class Texts {
    private Texts() {}

    /**
     * Looks at every text of a message.
     *
     * @throws InvalidArgument naming all fields at fault
     */
    static void check(MessageOrBuilder message) {
        Violations violations = new Violations();
        check("", message, violations);
        violations.throwIfAny();
    }

    private static void check(String path, MessageOrBuilder message, Violations violations) {
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            String name = path + field.getKey().getName();
            if (field.getValue() instanceof List<?> values) {
                for (int i = 0; i < values.size(); i++) {
                    checkValue(name + "[" + i + "]", values.get(i), violations);
                }
            } else {
                checkValue(name, field.getValue(), violations);
            }
        }
    }

    private static void checkValue(String path, Object value, Violations violations) {
        if (value instanceof String text) {
            violations.require(
                    isStorable(text),
                    path,
                    "must be Unicode text without U+0000 and unpaired surrogates, got " + Shown.value(text));
        } else if (value instanceof Message nested) {
            check(path + ".", nested, violations);
        }
    }

    private static boolean isStorable(String text) {
        return text.codePoints().allMatch(point -> point != 0 && Character.getType(point) != Character.SURROGATE);
    }
}
