package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.assay.server.labeling.Desk;
import dev.assay.server.labeling.LeaseWaits;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.PlanDraft;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.labeling.Questions;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LeaseQuestionResponse;
import dev.assay.v1.Question;
import io.grpc.stub.ServerCallStreamObserver;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go away at the worst moments. */
class LeaseCallsTest {
    private static final Person ANN = new Person("ann@example.com");

    @TempDir
    Path directory;

    private DeskDoors doors;
    private LeaseCalls calls;
    private String task;
    private final Queue<Runnable> queued = new ArrayDeque<>();

    @BeforeEach
    void open() throws Exception {
        doors = new DeskDoors(directory);
        calls = new LeaseCalls(
                doors.get(Desk.class),
                doors.get(LeaseWaits.class),
                doors.get(Questions.class),
                new StreamWorkers(queued::add),
                doors::now);
        task = doors.begin(PlanDraft.of(doors.texts(1)).plan());
    }

    @AfterEach
    void close() throws Exception {
        doors.close();
    }

    @Test
    void questionThatWasFoundForWhoHasLeft_isGivenBack() {
        Client first = new Client("ben@example.com");
        Question held = first.received.get(0).getQuestion();
        first.ended.run();
        Client waiting = new Client(ANN.email());
        doors.get(Desk.class).release(ResourceName.read(held.getName()), new Person("ben@example.com"), 1, doors.now());
        doors.poll();
        assertThat(queued).hasSize(1);
        assertThat(offered()).isFalse();

        waiting.left.run();
        runQueued();

        assertThat(waiting.received).isEmpty();
        assertThat(offered()).isTrue();
    }

    @Test
    void questionThatWasSentToWhoHasLeft_isGivenBack() {
        Client client = new Client(ANN.email());
        assertThat(client.received).hasSize(1);
        assertThat(offered()).isFalse();

        client.left.run();
        runQueued();

        assertThat(offered()).isTrue();
    }

    @Test
    void questionThatWasReceivedBefore_staysWithThePerson_ifASecondCallIsLost() {
        Client page = new Client(ANN.email());
        page.ended.run();
        doors.pass(java.time.Duration.ofSeconds(1));
        Client again = new Client(ANN.email());
        assertThat(again.received).isEqualTo(page.received);

        again.left.run();
        runQueued();

        ResourceName name = ResourceName.read(page.received.get(0).getQuestion().getName());
        assertThat(doors.get(Questions.class).get(name, ANN).state()).isEqualTo(State.LEASED);
    }

    private void runQueued() {
        for (Runnable work = queued.poll(); work != null; work = queued.poll()) {
            work.run();
        }
    }

    /** Whether the item is there for somebody else. */
    private boolean offered() {
        return doors.get(Desk.class)
                .lease(new Person("cat@example.com"), ResourceName.read(task), doors.now())
                .isPresent();
    }

    /** A call that leases, or waits for a minute. */
    private final class Client extends ServerCallStreamObserver<LeaseQuestionResponse> {
        private final List<LeaseQuestionResponse> received = new ArrayList<>();
        private Runnable left = () -> {};
        private Runnable ended = () -> {};

        Client(String worker) {
            calls.lease(
                    LeaseQuestionRequest.newBuilder()
                            .setParent(task)
                            .setWorker(worker)
                            .setWait(Duration.newBuilder().setSeconds(60))
                            .build(),
                    this);
        }

        @Override
        public void onNext(LeaseQuestionResponse response) {
            received.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onCompleted() {}

        @Override
        public void setOnCancelHandler(Runnable handler) {
            left = handler;
        }

        @Override
        public void setOnCloseHandler(Runnable handler) {
            ended = handler;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}
    }
}
