package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchStreamTest {
    private final Call call = new Call();
    private final AtomicInteger ends = new AtomicInteger();
    private final WatchStream<String> stream = new WatchStream<>(call, ends::incrementAndGet);

    @Test
    void slowClient_getsTheNewest_andTheLast() {
        call.ready = false;
        stream.send("a");
        stream.send("b");
        call.becomeReady();
        assertThat(call.sent).containsExactly("b");

        call.ready = false;
        stream.send("c");
        stream.finish("d");
        assertThat(call.completed).isFalse();
        call.becomeReady();
        assertThat(call.sent).containsExactly("b", "d");
        assertThat(call.completed).isTrue();
    }

    @Test
    void callThatAnInterceptorClosed_isSentNothing_andCleanedUp() {
        stream.send("a");
        call.onClose.run();
        stream.send("b");
        stream.fail(new IllegalStateException("late"));

        assertThat(ends).hasValue(1);
        assertThat(call.sent).containsExactly("a");
        assertThat(call.failed).isFalse();
    }

    @Test
    void clientThatWentAway_isSentNothing_andCleanedUp() {
        call.onCancel.run();
        stream.send("a");

        assertThat(ends).hasValue(1);
        assertThat(call.sent).isEmpty();
    }

    /** A call whose client reads when told. */
    private static final class Call extends ServerCallStreamObserver<String> {
        private final List<String> sent = new ArrayList<>();
        private boolean ready = true;
        private boolean completed;
        private boolean failed;
        private Runnable onReady = () -> {};
        private Runnable onCancel = () -> {};
        private Runnable onClose = () -> {};

        void becomeReady() {
            ready = true;
            onReady.run();
        }

        @Override
        public void onNext(String value) {
            sent.add(value);
        }

        @Override
        public void onError(Throwable thrown) {
            failed = true;
        }

        @Override
        public void onCompleted() {
            completed = true;
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public void setOnCloseHandler(Runnable handler) {
            onClose = handler;
        }

        @Override
        public void setCompression(String compression) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }
}
