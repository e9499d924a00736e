package dev.assay.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.assay.server.dataset.annotated.Example;
import dev.assay.server.dataset.transfer.ExampleLines;
import jakarta.inject.Inject;

/** Examples as the lines of an export: what the calls about examples answer, in JSON. */
final class ExampleJson implements ExampleLines {
    private final JsonFormat.Printer printer = JsonFormat.printer().omittingInsignificantWhitespace();

    @Inject
    ExampleJson() {}

    @Override
    public String line(Example example) {
        try {
            return printer.print(AnnotationProtos.message(example));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an example has no message of unknown type in it", e);
        }
    }
}
