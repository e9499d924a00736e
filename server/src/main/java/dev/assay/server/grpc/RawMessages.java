package dev.assay.server.grpc;

import io.grpc.MethodDescriptor.Marshaller;
import java.io.InputStream;

/**
 * Messages as the bytes they travel in. Under this marshaller a request is parsed inside the interceptors instead of
 * before them, so that malformed bytes fail where failures become statuses. Streams pass through unread and uncopied:
 * they are read before the event that brought them returns.
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
        return stream;
    }
}
