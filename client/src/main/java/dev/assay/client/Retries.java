package dev.assay.client;

import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.PredictionLogGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which calls gRPC repeats after {@code UNAVAILABLE}, as a gRPC service config (a map shaped like its JSON). */
final class Retries {
    /** Reads by their names, and what sets a value or a state: doing it twice does it once. */
    private static final Set<String> HARMLESS = Set.of(
            "UpdateEvaluationJob",
            "PauseEvaluationJob",
            "ResumeEvaluationJob",
            "DeleteEvaluationJob",
            "DeleteDataset",
            "DeleteAnnotatedDataset",
            "DeleteAnnotationSpecSet",
            "DeleteInstruction",
            "ProvideGroundTruth",
            "CancelRun",
            // Harmless because RequestIds has given them a request_id.
            "RunEvaluationJob",
            "RetryRun",
            "ReevaluateRun");

    private Retries() {}

    static Map<String, ?> serviceConfig() {
        List<Map<String, String>> names = Stream.of(
                        DataLabelingServiceGrpc.getServiceDescriptor(),
                        EvaluationRunsGrpc.getServiceDescriptor(),
                        PredictionLogGrpc.getServiceDescriptor())
                .map(ServiceDescriptor::getMethods)
                .flatMap(methods -> methods.stream().filter(Retries::isHarmless))
                .map(method -> Map.of(
                        "service", String.valueOf(method.getServiceName()),
                        "method", String.valueOf(method.getBareMethodName())))
                .toList();
        Map<String, ?> policy = Map.of(
                "maxAttempts",
                5.0,
                "initialBackoff",
                "0.2s",
                "maxBackoff",
                "5s",
                "backoffMultiplier",
                2.0,
                "retryableStatusCodes",
                List.of("UNAVAILABLE"));
        return Map.of("methodConfig", List.of(Map.of("name", names, "retryPolicy", policy)));
    }

    static boolean isHarmless(MethodDescriptor<?, ?> method) {
        String name = String.valueOf(method.getBareMethodName());
        boolean reads = name.startsWith("Get") || name.startsWith("List") || name.startsWith("Search");
        return method.getType() == MethodDescriptor.MethodType.UNARY && (reads || HARMLESS.contains(name));
    }
}
