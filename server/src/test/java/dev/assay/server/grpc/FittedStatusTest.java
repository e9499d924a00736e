package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FittedStatusTest {
    @Test
    void smallStatus_staysAsItIs() {
        Status status = status("wrong", 20, "must be above 0, got -1");

        assertThat(FittedStatus.of(status)).isEqualTo(status);
    }

    @Test
    void manyViolations_areCutToWhatFits_andCounted() throws Exception {
        Status fitted = FittedStatus.of(status("wrong", 500, "must be above 0, got -1"));

        BadRequest bad = fitted.getDetails(1).unpack(BadRequest.class);
        int kept = bad.getFieldViolationsCount() - 1;
        assertThat(kept).isGreaterThan(30);
        assertThat(bad.getFieldViolations(kept).getDescription()).isEqualTo("and " + (500 - kept) + " more violations");
        assertThat(bad.getFieldViolations(kept - 1).getField()).isEqualTo("job.field" + (kept - 1));
    }

    @Test
    void longDescriptions_areCut_beforeFieldsAreLeftOut() throws Exception {
        Status fitted = FittedStatus.of(status("wrong", 25, "must fit, got " + "😀".repeat(100)));

        assertThat(fitted.getDetails(1).unpack(BadRequest.class).getFieldViolationsCount())
                .isEqualTo(25);
        assertThat(fitted.getDetails(1)
                        .unpack(BadRequest.class)
                        .getFieldViolations(24)
                        .getDescription())
                .endsWith("😀…");
    }

    @Test
    void anyStatus_fitsIntoTrailers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            String letter = Character.toString(new int[] {'a', 'ä', '€', 0x1F600, '%'}[random.nextInt(5)]);
            Status fitted = FittedStatus.of(status(
                    letter.repeat(random.nextInt(3_000)), random.nextInt(60), letter.repeat(random.nextInt(300))));

            int encodedMessage = fitted.getMessage()
                    .codePoints()
                    .map(point -> point >= ' ' && point <= '~' && point != '%'
                            ? 1
                            : 3 * Character.toString(point).getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                    .sum();
            assertThat(encodedMessage + fitted.getSerializedSize() * 4 / 3)
                    .as("seed %d, status %d", seed, i)
                    .isLessThan(7_800);
        }
    }

    private static Status status(String message, int violations, String description) {
        BadRequest.Builder bad = BadRequest.newBuilder();
        for (int i = 0; i < violations; i++) {
            bad.addFieldViolationsBuilder().setField("job.field" + i).setDescription(description);
        }
        return Status.newBuilder()
                .setCode(3)
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain("assay")
                        .setReason("INVALID_FIELDS")
                        .build()))
                .addDetails(Any.pack(bad.build()))
                .build();
    }
}
