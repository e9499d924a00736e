package dev.assay.client;

import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.PredictionLogGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/** Opens prediction streams; what they say is posted to the courier, who tells the uplink. */
final class Streams {
    private final Channel channel;
    private final Courier courier;

    Streams(Channel channel, Courier courier) {
        this.channel = channel;
        this.courier = courier;
    }

    Open open(Uplink uplink) {
        reconnectNow(channel);
        Open open = new Open(uplink);
        PredictionLogGrpc.newStub(channel).streamPredictions(open);
        return open;
    }

    /** The caller has waited long enough; the channel's own wait, up to two minutes, would come on top. */
    static void reconnectNow(Channel channel) {
        if (channel instanceof ManagedChannel managed) {
            managed.resetConnectBackoff();
        }
    }

    /** One stream. */
    final class Open implements ClientResponseObserver<LogPredictionsRequest, LogPredictionsResponse> {
        private final Uplink uplink;
        private @Nullable ClientCallStreamObserver<LogPredictionsRequest> call;

        private Open(Uplink uplink) {
            this.uplink = uplink;
        }

        boolean isReady() {
            return call != null && call.isReady();
        }

        void send(LogPredictionsRequest request) {
            if (call != null) {
                call.onNext(request);
            }
        }

        void complete() {
            if (call != null) {
                call.onCompleted();
            }
        }

        void cancel(String why) {
            if (call != null) {
                call.cancel(why, null);
            }
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<LogPredictionsRequest> started) {
            call = started;
            started.setOnReadyHandler(courier::wake);
        }

        @Override
        public void onNext(LogPredictionsResponse response) {
            courier.post(() -> uplink.answered(this, response));
        }

        @Override
        public void onError(Throwable thrown) {
            courier.post(() -> uplink.broken(this, Status.fromThrowable(thrown), thrown));
        }

        @Override
        public void onCompleted() {
            courier.post(() -> uplink.broken(
                    this, Status.UNAVAILABLE.withDescription("the server ended the prediction stream"), null));
        }
    }
}
