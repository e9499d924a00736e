/**
 * The Java client of Assay: jobs and runs over gRPC, and a prediction logger that samples where the model serves.
 *
 * <p>Depends on the contracts and on gRPC alone. Start reading at {@code Channels}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.client;
