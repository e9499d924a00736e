package dev.assay.server.grpc;

import dev.assay.server.sampling.Policy;
import dev.assay.server.sampling.PolicyWatch;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.WatchSamplingPolicyResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One watch of a policy. A client that reads slowly gets the newest policy when it reads again, and none between. */
final class PolicyStream implements PolicyWatch.Listener {
    private final ServerCallStreamObserver<WatchSamplingPolicyResponse> client;
    private PolicyWatch.@Nullable Watch watch;
    private @Nullable Policy unsent;
    private boolean heartbeatDue;
    private boolean cancelled;

    PolicyStream(ServerCallStreamObserver<WatchSamplingPolicyResponse> client) {
        this.client = client;
    }

    /** Begins the watch; called while the call is being set up. */
    void start(PolicyWatch policies, ResourceName modelVersion, InstantSource clock) {
        client.setOnReadyHandler(this::send);
        client.setOnCancelHandler(this::cancel);
        // Interceptors end calls too, without a cancellation.
        client.setOnCloseHandler(this::cancel);
        PolicyWatch.Watch started = policies.watch(modelVersion, this, Micros.truncate(clock.instant()));
        boolean tooLate;
        synchronized (this) {
            watch = started;
            tooLate = cancelled;
        }
        if (tooLate) {
            started.cancel();
        }
    }

    @Override
    public void policy(Policy policy) {
        synchronized (this) {
            unsent = policy;
        }
        send();
    }

    @Override
    public void heartbeat() {
        synchronized (this) {
            heartbeatDue = true;
        }
        send();
    }

    private synchronized void send() {
        if (cancelled || client.isCancelled() || !client.isReady()) {
            return;
        }
        if (unsent != null) {
            client.onNext(PredictionLogProtos.watchResponse(unsent));
        } else if (heartbeatDue) {
            client.onNext(WatchSamplingPolicyResponse.getDefaultInstance());
        }
        unsent = null;
        heartbeatDue = false;
    }

    private void cancel() {
        PolicyWatch.Watch ending;
        synchronized (this) {
            cancelled = true;
            ending = watch;
        }
        if (ending != null) {
            ending.cancel();
        }
    }
}
