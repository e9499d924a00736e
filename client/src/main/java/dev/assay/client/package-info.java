/**
 * The Java client of Assay: jobs and runs over gRPC, and a prediction logger that samples where the model serves.
 *
 * <p>Depends on the contracts and on gRPC alone, and knows nothing of the server's inside. Start reading at
 * {@link dev.assay.client.Channels}, then {@link dev.assay.client.EvaluationJobs} or
 * {@link dev.assay.client.PredictionLogger}.
 *
 * <p>Inside the logger: callers decide by {@code LocalSampling} and reserve room in {@code Intake}, both without locks;
 * one {@code Courier} thread drives {@code PolicyWatch} and {@code Uplink}, which alone touch the streams.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.client;
