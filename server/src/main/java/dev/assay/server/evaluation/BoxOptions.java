package dev.assay.server.evaluation;

/** What a job's evaluation config, a message of the door, says of boxes. Kept with a snapshot, it is read each time. */
public interface BoxOptions {
    /**
     * From which intersection over union on a found box is right, in (0, 1].
     *
     * @param config as in {@link EvaluationPlan}, of a job about boxes
     */
    double iouThreshold(byte[] config);
}
