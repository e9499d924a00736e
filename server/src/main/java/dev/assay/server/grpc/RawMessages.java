package dev.assay.server.grpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Messages as the bytes they travel in. Under this marshaller a request is parsed inside the interceptors instead of
 * before them, so that malformed bytes fail where failures become statuses. gRPC's own streams pass through unread and
 * uncopied: they are read before the event that brought them returns. Those of other servers may not live as long.
 */
final class RawMessages implements Marshaller<InputStream> {
    static final RawMessages INSTANCE = new RawMessages();

    private RawMessages() {}

    @Override
    public InputStream stream(InputStream value) {
        return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
        if (stream instanceof KnownLength) {
            return stream;
        }
        try {
            return new ByteArrayInputStream(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
