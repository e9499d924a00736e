package dev.assay.server.whole;

import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.AnnotationValue;
import dev.assay.datalabeling.v1beta1.TextClassificationAnnotation;
import dev.assay.v1.Answer;
import dev.assay.v1.LabelingDeskGrpc;
import dev.assay.v1.LabelingDeskGrpc.LabelingDeskBlockingStub;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.Question;
import dev.assay.v1.ReleaseQuestionRequest;
import dev.assay.v1.SubmitAnswerRequest;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * 64 people who label over sockets, each on a thread of their own, at whichever server is there. They leave questions
 * unanswered until the lease is over, come too late, give back, and lose the response to an answer and send it again.
 */
final class LabelingCrowd implements AutoCloseable {
    private static final int PEOPLE = 64;
    private static final int DEADLINE_SECONDS = 5;
    private static final int PATIENCE_SECONDS = 100;
    private static final int MOST_THINKING_MILLIS = 60;
    private static final int MOST_RESPONSE_MILLIS = 20;

    private final String task;
    private final List<String> labels;
    private final long leaseMillis;
    private final long seed;
    private final List<ManagedChannel> servers = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(PEOPLE);
    private final List<Future<?>> working = new ArrayList<>();
    private final Map<String, Acknowledgement> acknowledged = new ConcurrentHashMap<>();
    private final Map<What, AtomicInteger> counts = new ConcurrentHashMap<>();

    /** What happened now and then. */
    enum What {
        CUT_OFF,
        SENT_AGAIN,
        REFUSED_LATE,
        LEFT_LYING,
        GIVEN_BACK
    }

    /** What a server said that it took. */
    record Acknowledgement(String worker, String item, String label) {}

    LabelingCrowd(long seed, String task, List<String> labels, long leaseMillis, List<Integer> ports) {
        this.seed = seed;
        this.task = task;
        this.labels = labels;
        this.leaseMillis = leaseMillis;
        for (int port : ports) {
            servers.add(ManagedChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .build());
        }
    }

    /** Everybody begins. */
    void begin() {
        for (int i = 0; i < PEOPLE; i++) {
            Labeler labeler = new Labeler(i);
            working.add(threads.submit(labeler::work));
        }
    }

    /** Waits until the task asks nobody any more; fails as the first person did who met what must not be. */
    void awaitEnd() throws Exception {
        for (Future<?> each : working) {
            each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** By question. */
    Map<String, Acknowledgement> acknowledged() {
        return acknowledged;
    }

    int count(What what) {
        return counts.computeIfAbsent(what, unused -> new AtomicInteger()).get();
    }

    private void happened(What what) {
        counts.computeIfAbsent(what, unused -> new AtomicInteger()).incrementAndGet();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        servers.forEach(ManagedChannel::shutdownNow);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed " + seed + ": " + acknowledged.size() + " answers");
        Arrays.stream(What.values())
                .forEach(what -> text.append(", ").append(what).append(' ').append(count(what)));
        return text.toString();
    }

    /** One of them. */
    private final class Labeler {
        private final String email;
        private final Random random;
        private final Set<String> answeredItems = new HashSet<>();
        private int server;

        Labeler(int number) {
            this.email = "p" + number + "@example.com";
            this.random = new Random(seed * 1_000 + number);
            this.server = number;
        }

        void work() {
            while (!Thread.currentThread().isInterrupted()) {
                Question question;
                try {
                    question = lease();
                } catch (StatusRuntimeException e) {
                    require(isPrecondition(e), "no question: " + e);
                    return;
                }
                pause(random.nextInt(MOST_THINKING_MILLIS));
                if (question.hasItem()) {
                    require(!answeredItems.contains(question.getItem().getName()), "an item comes again: " + question);
                    dealWith(question);
                }
            }
        }

        private Question lease() {
            LeaseQuestionRequest request = LeaseQuestionRequest.newBuilder()
                    .setParent(task)
                    .setWorker(email)
                    .build();
            return patiently(desk -> desk.leaseQuestion(request)).getQuestion();
        }

        private void dealWith(Question question) {
            int what = random.nextInt(100);
            if (what < 3) {
                happened(What.LEFT_LYING);
                pause(leaseMillis + random.nextInt(500));
            } else if (what < 6) {
                giveBack(question);
            } else {
                if (what < 9) {
                    pause(leaseMillis + random.nextInt(500));
                }
                answer(question, what >= 85);
            }
        }

        private void giveBack(Question question) {
            ReleaseQuestionRequest request = ReleaseQuestionRequest.newBuilder()
                    .setName(question.getName())
                    .setWorker(email)
                    .setLeaseNumber(question.getLeaseNumber())
                    .build();
            try {
                patiently(desk -> desk.releaseQuestion(request));
                happened(What.GIVEN_BACK);
            } catch (StatusRuntimeException late) {
                require(isPrecondition(late), "not given back: " + late);
            }
        }

        private void answer(Question question, boolean losingTheResponse) {
            String label = labels.get(random.nextInt(labels.size()));
            SubmitAnswerRequest request = SubmitAnswerRequest.newBuilder()
                    .setName(question.getName())
                    .setWorker(email)
                    .setLeaseNumber(question.getLeaseNumber())
                    .setAnswer(Answer.newBuilder().addAnnotations(says(label)))
                    .build();
            if (losingTheResponse) {
                sendAndLeave(request);
                happened(What.SENT_AGAIN);
            }
            try {
                patiently(desk -> desk.submitAnswer(request));
            } catch (StatusRuntimeException late) {
                // Whatever was taken before would have been taken again: so this answer is not among those stored.
                require(isPrecondition(late), "not taken: " + late);
                happened(What.REFUSED_LATE);
                return;
            }
            answeredItems.add(question.getItem().getName());
            Acknowledgement before = acknowledged.put(
                    question.getName(),
                    new Acknowledgement(email, question.getItem().getName(), label));
            require(before == null, "a question is answered twice: " + question.getName() + ", " + before);
        }

        /** The client goes away before it has the response; the answer may be taken or not. */
        private void sendAndLeave(SubmitAnswerRequest request) {
            Context.CancellableContext client = Context.current().withCancellation();
            try {
                var response = client.call(
                        () -> LabelingDeskGrpc.newFutureStub(channel()).submitAnswer(request));
                pause(random.nextInt(MOST_RESPONSE_MILLIS));
                response.cancel(true);
            } catch (CancellationException | StatusRuntimeException gone) {
                happened(What.CUT_OFF);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                client.cancel(null);
            }
        }

        private <T> T patiently(Function<LabelingDeskBlockingStub, T> call) {
            long begun = System.nanoTime();
            while (true) {
                try {
                    return call.apply(LabelingDeskGrpc.newBlockingStub(channel())
                            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
                } catch (StatusRuntimeException e) {
                    Status.Code code = e.getStatus().getCode();
                    boolean passing = code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
                    if (!passing || System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                        throw e;
                    }
                    happened(What.CUT_OFF);
                    server++;
                    pause(100);
                    channel().resetConnectBackoff();
                }
            }
        }

        private ManagedChannel channel() {
            return servers.get(server % servers.size());
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static boolean isPrecondition(StatusRuntimeException e) {
        return e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    private static Annotation says(String label) {
        return Annotation.newBuilder()
                .setAnnotationValue(AnnotationValue.newBuilder()
                        .setTextClassificationAnnotation(TextClassificationAnnotation.newBuilder()
                                .setAnnotationSpec(AnnotationSpec.newBuilder().setDisplayName(label))))
                .build();
    }
}
