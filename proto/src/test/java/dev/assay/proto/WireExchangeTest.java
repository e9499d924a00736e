package dev.assay.proto;

import static dev.assay.proto.CompatibleContract.OURS;
import static dev.assay.proto.CompatibleContract.PUBLISHED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one side's generated classes write, the other side's read as the same message, whatever its type. */
class WireExchangeTest {
    private static final int MESSAGES_PER_TYPE = 100;

    @Test
    void messages_crossBothWays() throws IOException {
        long seed = Long.getLong("assay.seed", new SecureRandom().nextLong());
        System.out.println("WireExchangeTest: -Dassay.seed=" + seed);
        List<Descriptor> types = OURS.messageTypes();
        assertThat(types).hasSameSizeAs(PUBLISHED.messageTypes()).hasSizeGreaterThan(100);
        RandomMessages random = new RandomMessages(seed);
        for (Descriptor type : types) {
            Set<ByteString> seen = new HashSet<>();
            for (int i = 0; i < MESSAGES_PER_TYPE; i++) {
                seen.add(exchange(type, random, "seed " + seed + ", " + type.getFullName() + ", message " + i));
            }
            assertThat(seen).as("distinct messages of " + type.getFullName()).hasSizeGreaterThan(1);
        }
    }

    private static ByteString exchange(Descriptor type, RandomMessages random, String which) throws IOException {
        Message ours = OURS.emptyMessage(type.getFullName())
                .getParserForType()
                .parseFrom(random.draw(type).toByteString());
        Message published =
                PUBLISHED.emptyMessage(type.getFullName()).getParserForType().parseFrom(ours.toByteString());
        assertThat(text(published)).as(which).isEqualTo(text(ours));
        assertThat(bytes(published)).as(which).isEqualTo(bytes(ours));
        assertThat(ours.getParserForType().parseFrom(published.toByteString()))
                .as(which)
                .isEqualTo(ours);
        return bytes(ours);
    }

    /** Names every field, so a field that one side knows by another name, or not at all, shows. */
    private static String text(Message message) {
        return TextFormat.printer().printToString(message);
    }

    private static ByteString bytes(Message message) throws IOException {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        message.writeTo(out);
        out.flush();
        return bytes.toByteString();
    }
}
