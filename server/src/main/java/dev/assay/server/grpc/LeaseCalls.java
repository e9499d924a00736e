package dev.assay.server.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.assay.server.labeling.Desk;
import dev.assay.server.labeling.LeaseWaits;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.Question;
import dev.assay.server.labeling.Questions;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LeaseQuestionResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives people questions. A call that waits for one holds no thread. */
final class LeaseCalls {
    private static final Logger log = LoggerFactory.getLogger(LeaseCalls.class);
    private static final String ANY_TASK = "-";
    private static final int MAX_WAIT_SECONDS = 60;
    private static final long MOST_MILLIS_TO_ANSWER = 1_000;

    private final Desk desk;
    private final LeaseWaits waits;
    private final Questions questions;
    private final StreamWorkers workers;
    private final InstantSource clock;
    /** Leases made for a call that is not over, which no other call of the person was answered with. */
    private final Set<String> ofOneCall = ConcurrentHashMap.newKeySet();

    @Inject
    LeaseCalls(Desk desk, LeaseWaits waits, Questions questions, StreamWorkers workers, InstantSource clock) {
        this.desk = desk;
        this.waits = waits;
        this.questions = questions;
        this.workers = workers;
        this.clock = clock;
    }

    void lease(LeaseQuestionRequest request, ServerCallStreamObserver<LeaseQuestionResponse> observer) {
        LeaseCall call = new LeaseCall(observer);
        try {
            Violations.requireAll(
                    () -> scope(request.getParent()),
                    () -> DeskCalls.worker(request.getWorker()),
                    () -> requireWait(request.getWait()));
            call.begin(
                    DeskCalls.worker(request.getWorker()), scope(request.getParent()), until(request.getWait(), now()));
        } catch (RuntimeException e) {
            observer.onError(Statuses.of(e));
        }
    }

    /** A task; or the project, if any of its tasks will do. */
    private static ResourceName scope(String parent) {
        ResourceName task = ResourceName.parse(ResourceKind.TASK, "parent", parent);
        return task.id().equals(ANY_TASK) ? task.ancestor(ResourceKind.PROJECT) : task;
    }

    private static void requireWait(Duration wait) {
        if (!Durations.isValid(wait)
                || Durations.isNegative(wait)
                || Durations.compare(wait, Durations.fromSeconds(MAX_WAIT_SECONDS)) > 0) {
            throw InvalidArgument.of(
                    "wait",
                    "must be a duration of 0 to " + MAX_WAIT_SECONDS + " s, got "
                            + Shown.value(wait.getSeconds() + " s, " + wait.getNanos() + " ns"));
        }
    }

    /** As long as was asked for, or as the call may last, less what it takes to answer. */
    private static Instant until(Duration wait, Instant now) {
        Instant asked = now.plusSeconds(wait.getSeconds()).plusNanos(wait.getNanos());
        Deadline deadline = Context.current().getDeadline();
        if (deadline == null) {
            return asked;
        }
        long left = deadline.timeRemaining(TimeUnit.MILLISECONDS);
        Instant limit = now.plusMillis(left - Math.min(MOST_MILLIS_TO_ANSWER, left / 4));
        return asked.isBefore(limit) ? asked : limit;
    }

    private Instant now() {
        return Micros.truncate(clock.instant());
    }

    /** What the person held before belongs to another call; and what another call has seen is given back by none. */
    private void note(Question question, boolean isNew) {
        if (isNew) {
            ofOneCall.add(lease(question));
        } else {
            ofOneCall.remove(lease(question));
        }
    }

    private static String lease(Question question) {
        return question.name() + " " + question.number();
    }

    /** One call. A lease that was made for it, and that nobody received, is given back. */
    private final class LeaseCall implements LeaseWaits.Listener {
        private final ServerCallStreamObserver<LeaseQuestionResponse> observer;
        private LeaseWaits.@Nullable Wait wait;
        private @Nullable Question made;
        private boolean over;

        LeaseCall(ServerCallStreamObserver<LeaseQuestionResponse> observer) {
            this.observer = observer;
            observer.setOnCancelHandler(this::cancelled);
            // Interceptors end calls too, without a cancellation.
            observer.setOnCloseHandler(this::closed);
        }

        void begin(Person person, ResourceName scope, Instant until) {
            Instant now = now();
            Optional<Question> leased = desk.lease(person, scope, now);
            if (leased.isPresent()) {
                boolean isNew = leased.get().leaseTime().equals(now);
                note(leased.get(), isNew);
                give(leased.get(), isNew);
            } else if (until.isAfter(now)) {
                await(person, scope, until);
            } else {
                nothing();
            }
        }

        private synchronized void await(Person person, ResourceName scope, Instant until) {
            if (!over) {
                wait = waits.await(person, scope, until, this);
            }
        }

        @Override
        public void question(Question question, boolean isNew) {
            note(question, isNew);
            workers.executor().execute(() -> give(question, isNew));
        }

        @Override
        public void nothing() {
            Answers.unary(observer, LeaseQuestionResponse::getDefaultInstance);
        }

        @Override
        public void failed(Failure failure) {
            observer.onError(Statuses.of(failure));
        }

        private void give(Question question, boolean isNew) {
            if (!take(isNew ? question : null)) {
                giveBack(isNew ? question : null);
                return;
            }
            Answers.unary(observer, () -> {
                try {
                    return LeaseQuestionResponse.newBuilder()
                            .setQuestion(DeskProtos.question(question, questions.media(question)))
                            .build();
                } catch (RuntimeException e) {
                    giveBack(received());
                    throw e;
                }
            });
        }

        /** Whether the call is still there to receive something. */
        private synchronized boolean take(@Nullable Question question) {
            if (!over) {
                made = question;
            }
            return !over;
        }

        private synchronized @Nullable Question received() {
            Question question = made;
            made = null;
            return question;
        }

        private void cancelled() {
            end();
            Question lost = received();
            if (lost != null) {
                workers.executor().execute(() -> giveBack(lost));
            }
        }

        private void closed() {
            end();
            Question delivered = received();
            if (delivered != null) {
                ofOneCall.remove(lease(delivered));
            }
        }

        private synchronized void end() {
            over = true;
            if (wait != null) {
                wait.close();
            }
        }

        private void giveBack(@Nullable Question question) {
            if (question == null || !ofOneCall.remove(lease(question))) {
                return;
            }
            try {
                desk.release(question.name(), question.person(), question.number(), now());
            } catch (Failure failure) {
                // Then its lease runs out.
                log.debug("{} could not be given back", question.name(), failure);
            }
        }
    }
}
