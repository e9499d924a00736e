package dev.assay.server.grpc;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** Times on the wire. */
final class Times {
    private Times() {}

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static com.google.protobuf.Duration duration(Duration duration) {
        // Both parts have the same sign there.
        boolean borrowed = duration.isNegative() && duration.getNano() > 0;
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(duration.getSeconds() + (borrowed ? 1 : 0))
                .setNanos(duration.getNano() - (borrowed ? 1_000_000_000 : 0))
                .build();
    }
}
