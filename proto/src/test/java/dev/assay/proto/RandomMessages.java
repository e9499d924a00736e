package dev.assay.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.List;
import java.util.SplittableRandom;

/** Draws messages of any type: every kind of field, extreme and default values, unknown enum numbers, empty maps. */
final class RandomMessages {
    private static final int MOST_REPEATS = 3;
    private static final int DEEPEST = 5;
    private static final List<Long> EDGE_NUMBERS =
            List.of(0L, 1L, -1L, 127L, 128L, (long) Integer.MAX_VALUE, (long) Integer.MIN_VALUE);
    private static final List<Double> EDGE_FRACTIONS =
            List.of(0.0, -0.0, 1.0, 0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE);

    private final SplittableRandom random;

    RandomMessages(long seed) {
        this.random = new SplittableRandom(seed);
    }

    DynamicMessage draw(Descriptor type) {
        return draw(type, 0);
    }

    private DynamicMessage draw(Descriptor type, int depth) {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean leaf = field.getJavaType() != FieldDescriptor.JavaType.MESSAGE;
            if (field.getContainingOneof() != null || (!leaf && depth >= DEEPEST)) {
                continue;
            }
            if (field.isRepeated()) {
                int repeats = random.nextInt(MOST_REPEATS + 1);
                for (int i = 0; i < repeats; i++) {
                    builder.addRepeatedField(field, value(field, depth));
                }
            } else if (random.nextInt(4) > 0) {
                builder.setField(field, value(field, depth));
            }
        }
        for (OneofDescriptor oneof : type.getOneofs()) {
            int choice = random.nextInt(oneof.getFieldCount() + 1);
            if (choice < oneof.getFieldCount()) {
                builder.setField(oneof.getField(choice), value(oneof.getField(choice), depth));
            }
        }
        return builder.build();
    }

    private Object value(FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) number();
            case LONG -> number();
            case FLOAT -> (float) fraction();
            case DOUBLE -> fraction();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text();
            case BYTE_STRING -> ByteString.copyFromUtf8(text());
            case ENUM ->
                random.nextInt(8) == 0
                        ? field.getEnumType().findValueByNumberCreatingIfUnknown(1000 + random.nextInt(1000))
                        : field.getEnumType()
                                .getValues()
                                .get(random.nextInt(
                                        field.getEnumType().getValues().size()));
            case MESSAGE -> draw(field.getMessageType(), depth + 1);
        };
    }

    private long number() {
        return random.nextInt(3) == 0 ? EDGE_NUMBERS.get(random.nextInt(EDGE_NUMBERS.size())) : random.nextLong();
    }

    private double fraction() {
        return random.nextInt(3) == 0
                ? EDGE_FRACTIONS.get(random.nextInt(EDGE_FRACTIONS.size()))
                : random.nextDouble(-1e9, 1e9);
    }

    /** Up to seven characters of one to four bytes each, surrogates left out. */
    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(8);
        for (int i = 0; i < length; i++) {
            int character = random.nextInt(Character.MAX_CODE_POINT + 1);
            boolean surrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
            text.appendCodePoint(surrogate || random.nextBoolean() ? 'a' + random.nextInt(26) : character);
        }
        return text.toString();
    }
}
