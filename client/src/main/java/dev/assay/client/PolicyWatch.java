package dev.assay.client;

import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.WatchSamplingPolicyRequest;
import dev.assay.v1.WatchSamplingPolicyResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Keeps one watch of the sampling policy open, and opens a new one after a break or when heartbeats stay away. */
final class PolicyWatch implements Courier.Duty {
    /** Three heartbeats. */
    static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Channel channel;
    private final String modelVersion;
    private final LocalSampling sampling;
    private final Courier courier;
    private final Backoff backoff;
    private final LongSupplier ticker;
    private final Problems problems;
    private @Nullable Watching open;
    private long heardAt;
    private long reopenAt;

    PolicyWatch(
            Channel channel,
            String modelVersion,
            LoggerAccounts accounts,
            Courier courier,
            Backoff backoff,
            LongSupplier ticker) {
        this.channel = channel;
        this.modelVersion = modelVersion;
        this.sampling = accounts.sampling();
        this.courier = courier;
        this.backoff = backoff;
        this.ticker = ticker;
        this.problems = accounts.problems();
        this.reopenAt = ticker.getAsLong();
    }

    @Override
    public long step(long now, boolean awaited) {
        Watching watching = open;
        if (watching == null) {
            if (now - reopenAt < 0) {
                return reopenAt - now;
            }
            return open(now);
        }
        long silentFor = now - heardAt;
        if (silentFor >= SILENCE_NANOS) {
            broken(watching, Status.DEADLINE_EXCEEDED.withDescription("no heartbeat of the sampling policy"));
            watching.cancel("no heartbeat");
            return reopenAt - now;
        }
        return SILENCE_NANOS - silentFor;
    }

    private long open(long now) {
        Watching watching = new Watching();
        open = watching;
        heardAt = now;
        Streams.reconnectNow(channel);
        PredictionLogGrpc.newStub(channel)
                .watchSamplingPolicy(
                        WatchSamplingPolicyRequest.newBuilder()
                                .setModelVersion(modelVersion)
                                .build(),
                        watching);
        return SILENCE_NANOS;
    }

    private void heard(Watching from, WatchSamplingPolicyResponse message) {
        if (from == open) {
            heardAt = ticker.getAsLong();
            backoff.reset();
            sampling.heard(message.hasPolicy() ? message.getPolicy() : null, heardAt);
        }
    }

    private void broken(Watching from, Status status) {
        if (from == open) {
            open = null;
            reopenAt = ticker.getAsLong() + backoff.next();
            problems.tell(status);
        }
    }

    @Override
    public void end() {
        if (open != null) {
            open.cancel("the logger is closed");
            open = null;
        }
    }

    private final class Watching
            implements ClientResponseObserver<WatchSamplingPolicyRequest, WatchSamplingPolicyResponse> {
        private @Nullable ClientCallStreamObserver<WatchSamplingPolicyRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchSamplingPolicyRequest> started) {
            call = started;
        }

        @Override
        public void onNext(WatchSamplingPolicyResponse message) {
            courier.post(() -> heard(this, message));
        }

        @Override
        public void onError(Throwable thrown) {
            courier.post(() -> broken(this, Status.fromThrowable(thrown)));
        }

        @Override
        public void onCompleted() {
            courier.post(() -> broken(this, Status.UNAVAILABLE.withDescription("the server ended the policy watch")));
        }

        void cancel(String why) {
            if (call != null) {
                call.cancel(why, null);
            }
        }
    }
}
