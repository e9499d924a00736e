package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.GetRunRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChannelsTest {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    static Path directory;

    private static TestCertificate localhost;

    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<String> requestIds = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger failuresLeft = new AtomicInteger();
    private volatile boolean silent;
    private @Nullable Server server;
    private @Nullable ManagedChannel channel;

    @BeforeAll
    static void makeCertificate() throws Exception {
        localhost = TestCertificate.selfSigned(directory, "localhost");
    }

    @AfterEach
    void stop() {
        if (channel != null) {
            channel.shutdownNow();
        }
        if (server != null) {
            server.shutdownNow();
        }
    }

    private String serve(ServerCredentials credentials) throws Exception {
        Server started = Grpc.newServerBuilderForPort(0, credentials)
                .addService(new Runs())
                .addService(new Jobs())
                .intercept(new TokenReader())
                .build()
                .start();
        server = started;
        return "localhost:" + started.getPort();
    }

    private EvaluationJobs jobs(Channels channels) {
        ManagedChannel built = channels.build();
        if (channel != null) {
            channel.shutdownNow();
        }
        channel = built;
        return new EvaluationJobs(built);
    }

    private static Status.Code failure(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (AssayException e) {
            return e.code();
        }
    }

    private <A> void answer(StreamObserver<A> observer, Supplier<A> answer) {
        calls.incrementAndGet();
        if (silent) {
            return;
        }
        if (failuresLeft.getAndDecrement() > 0) {
            observer.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        observer.onNext(answer.get());
        observer.onCompleted();
    }

    private final class Runs extends EvaluationRunsGrpc.EvaluationRunsImplBase {
        @Override
        public void getRun(GetRunRequest request, StreamObserver<Run> observer) {
            answer(observer, () -> Run.newBuilder().setName(request.getName()).build());
        }

        @Override
        public void runEvaluationJob(RunEvaluationJobRequest request, StreamObserver<Run> observer) {
            requestIds.add(request.getRequestId());
            answer(observer, Run::getDefaultInstance);
        }
    }

    private final class Jobs extends DataLabelingServiceGrpc.DataLabelingServiceImplBase {
        @Override
        public void createEvaluationJob(CreateEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
            answer(observer, EvaluationJob::getDefaultInstance);
        }

        @Override
        public void getEvaluationJob(GetEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
            answer(
                    observer,
                    () -> EvaluationJob.newBuilder()
                            .setDescription("x".repeat(20 << 20))
                            .build());
        }
    }

    private final class TokenReader implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            tokens.add(String.valueOf(headers.get(AUTHORIZATION)));
            return next.startCall(call, headers);
        }
    }

    @Test
    void tls_trustsTheGivenAuthority() throws Exception {
        String target = serve(TlsServerCredentials.create(
                localhost.certificate().toFile(), localhost.key().toFile()));
        EvaluationJobs jobs = jobs(Channels.tls(target).caFile(localhost.certificate()));
        assertThat(jobs.getRun("r").getName()).isEqualTo("r");
    }

    @Test
    void tls_refusesServersThatTheJavaRuntimeDoesNotTrust() throws Exception {
        String target = serve(TlsServerCredentials.create(
                localhost.certificate().toFile(), localhost.key().toFile()));
        EvaluationJobs jobs = jobs(Channels.tls(target).withoutRetries());
        assertThat(failure(() -> jobs.getRun("r"))).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(calls).hasValue(0);
    }

    @Test
    void tls_refusesACertificateOfAnotherName() throws Exception {
        TestCertificate other = TestCertificate.selfSigned(directory, "other.example");
        String target = serve(TlsServerCredentials.create(
                other.certificate().toFile(), other.key().toFile()));
        EvaluationJobs jobs =
                jobs(Channels.tls(target).caFile(other.certificate()).withoutRetries());
        assertThat(failure(() -> jobs.getRun("r"))).isEqualTo(Status.Code.UNAVAILABLE);
        stop();
        String again = serve(TlsServerCredentials.create(
                other.certificate().toFile(), other.key().toFile()));
        EvaluationJobs knowing =
                jobs(Channels.tls(again).caFile(other.certificate()).overrideAuthority("other.example"));
        assertThat(knowing.getRun("r").getName()).isEqualTo("r");
    }

    @Test
    void mutualTls_showsTheClientCertificate() throws Exception {
        TestCertificate client = TestCertificate.selfSigned(directory, "client.example");
        String target = serve(TlsServerCredentials.newBuilder()
                .keyManager(localhost.certificate().toFile(), localhost.key().toFile())
                .trustManager(client.certificate().toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build());
        EvaluationJobs stranger =
                jobs(Channels.tls(target).caFile(localhost.certificate()).withoutRetries());
        assertThat(failure(() -> stranger.getRun("r"))).isEqualTo(Status.Code.UNAVAILABLE);
        EvaluationJobs known = jobs(Channels.tls(target)
                .caFile(localhost.certificate())
                .clientCertificate(client.certificate(), client.key()));
        assertThat(known.getRun("r").getName()).isEqualTo("r");
    }

    @Test
    void bearerToken_isAskedForAtEachCall() throws Exception {
        String target = serve(TlsServerCredentials.create(
                localhost.certificate().toFile(), localhost.key().toFile()));
        AtomicInteger number = new AtomicInteger();
        EvaluationJobs jobs = jobs(Channels.tls(target)
                .caFile(localhost.certificate())
                .bearerToken(() -> "token-" + number.incrementAndGet()));
        jobs.getRun("r");
        jobs.getRun("r");
        assertThat(tokens).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void bearerTokenInPlaintext_needsConsent() throws Exception {
        String target = serve(InsecureServerCredentials.create());
        Channels careless = Channels.plaintext(target).bearerToken(() -> "secret");
        assertThatThrownBy(careless::build).isInstanceOf(IllegalStateException.class);
        jobs(careless.allowTokenInPlaintext()).getRun("r");
        assertThat(tokens).containsExactly("Bearer secret");
    }

    @Test
    void tokenSupplierThatThrows_failsTheCall() throws Exception {
        String target = serve(InsecureServerCredentials.create());
        EvaluationJobs jobs = jobs(Channels.plaintext(target)
                .bearerToken(() -> {
                    throw new IllegalStateException("expired");
                })
                .allowTokenInPlaintext());
        assertThat(failure(() -> jobs.getRun("r"))).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void read_isRepeatedWhenTheServerIsUnavailable() throws Exception {
        EvaluationJobs jobs = jobs(Channels.plaintext(serve(InsecureServerCredentials.create())));
        failuresLeft.set(2);
        assertThat(jobs.getRun("r").getName()).isEqualTo("r");
        assertThat(calls).hasValue(3);
    }

    @Test
    void creation_isNotRepeated() throws Exception {
        EvaluationJobs jobs = jobs(Channels.plaintext(serve(InsecureServerCredentials.create())));
        failuresLeft.set(1);
        assertThat(failure(() -> jobs.createJob("projects/p", EvaluationJob.getDefaultInstance())))
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(calls).hasValue(1);
    }

    @Test
    void withoutRetries_nothingIsRepeated() throws Exception {
        EvaluationJobs jobs = jobs(
                Channels.plaintext(serve(InsecureServerCredentials.create())).withoutRetries());
        failuresLeft.set(1);
        assertThat(failure(() -> jobs.getRun("r"))).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void runRequest_keepsOneRequestIdOverItsAttempts() throws Exception {
        ManagedChannel built =
                Channels.plaintext(serve(InsecureServerCredentials.create())).build();
        channel = built;
        failuresLeft.set(1);
        EvaluationRunsGrpc.newBlockingStub(built).runEvaluationJob(RunEvaluationJobRequest.getDefaultInstance());
        assertThat(requestIds).hasSize(2);
        assertThat(requestIds.get(0)).hasSize(36).isEqualTo(requestIds.get(1));
        new EvaluationJobs(built).runNow("job", "mine");
        assertThat(requestIds).hasSize(3).endsWith("mine");
    }

    @Test
    void defaultDeadline_endsUnaryCalls() throws Exception {
        silent = true;
        EvaluationJobs jobs = jobs(
                Channels.plaintext(serve(InsecureServerCredentials.create())).defaultDeadline(Duration.ofMillis(300)));
        long start = System.nanoTime();
        assertThat(failure(() -> jobs.getRun("r"))).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void largeAnswer_isTaken() throws Exception {
        EvaluationJobs jobs = jobs(Channels.plaintext(serve(InsecureServerCredentials.create())));
        assertThat(jobs.getJob("j").getDescription()).hasSize(20 << 20);
    }

    @Test
    void retries_coverReadsAndWhatIsIdempotentOnly() {
        assertThat(Retries.isHarmless(DataLabelingServiceGrpc.getListEvaluationJobsMethod()))
                .isTrue();
        assertThat(Retries.isHarmless(DataLabelingServiceGrpc.getCreateAnnotationSpecSetMethod()))
                .isFalse();
        assertThat(Retries.isHarmless(DataLabelingServiceGrpc.getLabelImageMethod()))
                .isFalse();
        assertThat(Retries.isHarmless(EvaluationRunsGrpc.getWatchRunMethod())).isFalse();
    }

    @Test
    void unusableSettings_areRefused() throws Exception {
        Path missing = directory.resolve("missing.pem");
        Path garbage = Files.writeString(directory.resolve("garbage.pem"), "not a certificate");
        assertThatThrownBy(() -> Channels.plaintext("a:1").caFile(garbage)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Channels.tls("a:1").caFile(missing).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing.pem");
        assertThatThrownBy(() -> Channels.tls("a:1").caFile(garbage).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Channels.tls("a:1").defaultDeadline(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
