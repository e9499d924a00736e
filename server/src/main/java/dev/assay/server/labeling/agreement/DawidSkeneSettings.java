package dev.assay.server.labeling.agreement;

/**
 * When the iteration of {@link DawidSkene} ends, and how far it trusts few answers.
 *
 * @param smoothing how many answers each person is thought to have given beforehand to items of each true label: half of
 *     them right, the others spread evenly over the wrong labels; and how many items to have been seen, spread evenly
 *     over the labels. These are the parameters, less 1, of Dirichlet priors whose mode is estimated. 0 is the estimate
 *     of maximum likelihood as in the paper, which calls impossible whatever a person has not done yet
 * @param maxIterations limit of passes over the answers
 * @param leastGain the iteration ends when a pass gains less than this in log-likelihood (with smoothing: in the
 *     logarithm of the posterior density) per answer; if negative, only at its limit
 */
public record DawidSkeneSettings(double smoothing, int maxIterations, double leastGain) {
    /** What does well in simulations with 60 to 2,000 items, 5 to 100 people and 2 to 20 labels. */
    public static final DawidSkeneSettings DEFAULT = new DawidSkeneSettings(4.0, 200, 1e-6);

    /** Requires sound values. */
    public DawidSkeneSettings {
        if (!(smoothing >= 0 && smoothing <= 1e6) || maxIterations < 1 || Double.isNaN(leastGain)) {
            throw new IllegalArgumentException(
                    "smoothing " + smoothing + ", at most " + maxIterations + " iterations, least gain " + leastGain);
        }
    }
}
