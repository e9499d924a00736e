package dev.assay.server.grpc;

import dev.assay.server.labeling.Answer;
import dev.assay.server.labeling.Desk;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.Questions;
import dev.assay.server.labeling.checks.AnswerChecks;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Violations;
import dev.assay.v1.GetQuestionRequest;
import dev.assay.v1.Question;
import dev.assay.v1.ReleaseQuestionRequest;
import dev.assay.v1.ReleaseQuestionResponse;
import dev.assay.v1.SkipQuestionRequest;
import dev.assay.v1.SkipQuestionResponse;
import dev.assay.v1.SubmitAnswerRequest;
import dev.assay.v1.SubmitAnswerResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;

/** The calls about a question that somebody has; {@link LeaseCalls} gives them. */
final class DeskCalls {
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    /** Somewhat more than an answer may have: of these a draft is kept. */
    private static final int MAX_ANNOTATIONS_READ = 10 * AnswerChecks.MAX_ANNOTATIONS;

    private final Desk desk;
    private final Questions questions;
    private final InstantSource clock;

    @Inject
    DeskCalls(Desk desk, Questions questions, InstantSource clock) {
        this.desk = desk;
        this.questions = questions;
        this.clock = clock;
    }

    Question get(GetQuestionRequest request) {
        Violations.requireAll(() -> question(request.getName()), () -> worker(request.getWorker()));
        var question = questions.get(question(request.getName()), worker(request.getWorker()));
        return DeskProtos.question(question, questions.media(question));
    }

    SubmitAnswerResponse submit(SubmitAnswerRequest request) {
        requireReadable(request.getAnswer());
        try {
            Violations.requireAll(
                    () -> question(request.getName()),
                    () -> worker(request.getWorker()),
                    () -> requireNumber(request.getLeaseNumber()),
                    () -> requireAnswer(request));
        } catch (InvalidArgument invalid) {
            throw keepingDraft(request, invalid);
        }
        desk.submit(
                question(request.getName()),
                worker(request.getWorker()),
                request.getLeaseNumber(),
                DeskProtos.answer(request.getAnswer()),
                "",
                now());
        return SubmitAnswerResponse.getDefaultInstance();
    }

    /** What is larger than any answer is not read: telling everything that is wrong with it could take more than there is. */
    private static void requireReadable(dev.assay.v1.Answer answer) {
        int bytes = answer.getSerializedSize();
        if (bytes > MAX_ANSWER_BYTES) {
            throw InvalidArgument.of("answer", "must take at most " + MAX_ANSWER_BYTES + " bytes, got " + bytes);
        }
        int count = answer.getAnnotationsCount();
        if (count > MAX_ANNOTATIONS_READ) {
            throw InvalidArgument.of(
                    "answer.annotations", "must be at most " + AnswerChecks.MAX_ANNOTATIONS + ", got " + count);
        }
    }

    /** Whatever is wrong with a request, the work in it is kept if it can be told whose it is. */
    private InvalidArgument keepingDraft(SubmitAnswerRequest request, InvalidArgument invalid) {
        Answer readable = DeskProtos.readable(request.getAnswer());
        if (readable.annotations().isEmpty() && readable.comment().isEmpty()) {
            return invalid;
        }
        try {
            return desk.refuse(invalid, question(request.getName()), worker(request.getWorker()), readable);
        } catch (InvalidArgument nobodysOrNoQuestion) {
            return invalid;
        }
    }

    private static void requireAnswer(SubmitAnswerRequest request) {
        // An empty one says that nothing is there; one that was forgotten says nothing.
        if (!request.hasAnswer()) {
            throw InvalidArgument.of("answer", "required");
        }
        DeskProtos.answer(request.getAnswer());
    }

    SkipQuestionResponse skip(SkipQuestionRequest request) {
        Violations.requireAll(
                () -> question(request.getName()),
                () -> worker(request.getWorker()),
                () -> requireNumber(request.getLeaseNumber()));
        desk.skip(
                question(request.getName()),
                worker(request.getWorker()),
                request.getLeaseNumber(),
                request.getReason(),
                now());
        return SkipQuestionResponse.getDefaultInstance();
    }

    ReleaseQuestionResponse release(ReleaseQuestionRequest request) {
        Violations.requireAll(
                () -> question(request.getName()),
                () -> worker(request.getWorker()),
                () -> requireNumber(request.getLeaseNumber()));
        desk.release(question(request.getName()), worker(request.getWorker()), request.getLeaseNumber(), now());
        return ReleaseQuestionResponse.getDefaultInstance();
    }

    private Instant now() {
        return Micros.truncate(clock.instant());
    }

    static ResourceName question(String name) {
        return ResourceName.parse(ResourceKind.QUESTION, "name", name);
    }

    static Person worker(String email) {
        return Person.read("worker", email);
    }

    private static void requireNumber(long number) {
        if (number < 1) {
            throw InvalidArgument.of("lease_number", "must be that of the question, from 1 on, got " + number);
        }
    }
}
