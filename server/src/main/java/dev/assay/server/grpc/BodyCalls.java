package dev.assay.server.grpc;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.InlineImage;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.dataset.instruction.Instructions;
import dev.assay.server.labeling.Question;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.labeling.Questions;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.Violations;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.v1.GetInstructionDocumentRequest;
import dev.assay.v1.GetQuestionMediaRequest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** The calls that answer with a file: the image of a question, the document of an instruction. */
final class BodyCalls {
    /** What an import and an instruction may bring at most. */
    private static final int MAX_BYTES = 32 << 20;

    /** What browsers show and never run. */
    private static final Set<String> PICTURES =
            Set.of("image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp", "image/tiff");

    private static final String ANYTHING = "application/octet-stream";
    private static final String DOCUMENT = "application/pdf";
    private static final String SCHEME = "gs://";

    private final Questions questions;
    private final Instructions instructions;
    private final ObjectFiles files;
    private final InstantSource clock;

    @Inject
    BodyCalls(Questions questions, Instructions instructions, ObjectFiles files, InstantSource clock) {
        this.questions = questions;
        this.instructions = instructions;
        this.files = files;
        this.clock = clock;
    }

    HttpBody media(GetQuestionMediaRequest request) {
        Violations.requireAll(() -> DeskCalls.question(request.getName()), () -> DeskCalls.worker(request.getWorker()));
        Question question = questions.get(DeskCalls.question(request.getName()), DeskCalls.worker(request.getWorker()));
        if (question.state() != State.LEASED || !clock.instant().isBefore(question.leaseEnd())) {
            throw new WrongState(
                    "NOT_LEASED", "images are shown to those who may answer; " + question.name() + " is not leased");
        }
        // As it was logged, also where a reference was logged beside it.
        Optional<InlineImage> inline = questions.inlineImage(question);
        if (inline.isPresent()) {
            return whole(inline.get());
        }
        Payload payload = questions.media(question).payload();
        if (!(payload instanceof Image image)) {
            throw new WrongState("NO_IMAGE", "the item of " + question.name() + " is no image");
        }
        return image.uri().isEmpty() ? thumbnail(question, image) : whole(image);
    }

    private static HttpBody whole(InlineImage image) {
        return HttpBody.newBuilder()
                .setContentType(image.mimeType())
                .setData(ByteString.copyFrom(image.bytes()))
                .build();
    }

    private HttpBody whole(Image image) {
        if (!image.uri().startsWith(SCHEME)) {
            throw new WrongState(
                    "IMAGE_ELSEWHERE", "this server has no access to the image at " + Shown.value(image.uri()));
        }
        try (ObjectFiles.Content content = files.open(ObjectUri.parse("name", image.uri()))) {
            String type = PICTURES.contains(image.mimeType()) ? image.mimeType() : ANYTHING;
            return body(type, content.stream(), image.uri());
        }
    }

    /** Of an image without a reference no more is at hand. */
    private static HttpBody thumbnail(Question question, Image image) {
        byte[] bytes = image.thumbnail();
        if (bytes.length == 0) {
            throw new WrongState("NO_IMAGE", "the image of " + question.name() + " cannot be read");
        }
        boolean jpeg = bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8;
        return HttpBody.newBuilder()
                .setContentType(jpeg ? "image/jpeg" : "image/png")
                .setData(ByteString.copyFrom(bytes))
                .build();
    }

    HttpBody document(GetInstructionDocumentRequest request) {
        ResourceName name = ResourceName.parse(ResourceKind.INSTRUCTION, "name", request.getName());
        try (InputStream document = instructions.document(name)) {
            return body(DOCUMENT, document, name.toString());
        } catch (IOException e) {
            throw new Unavailable("the document of " + name + " cannot be read now", e);
        }
    }

    private static HttpBody body(String type, InputStream content, String what) {
        ByteString bytes;
        try {
            bytes = ByteString.readFrom(com.google.common.io.ByteStreams.limit(content, MAX_BYTES + 1L));
        } catch (IOException e) {
            throw new Unavailable(Shown.value(what) + " cannot be read now", e);
        }
        if (bytes.size() > MAX_BYTES) {
            throw new WrongState("TOO_LARGE", Shown.value(what) + " has more than " + MAX_BYTES + " bytes");
        }
        return HttpBody.newBuilder().setContentType(type).setData(bytes).build();
    }
}
