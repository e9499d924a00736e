package dev.assay.server.labeling.agreement;

/**
 * The same iteration in its slowest form: a count for every item, person and label, and every product written out as in
 * the paper, without logarithms.
 */
final class DenseDawidSkene {
    private final int[][][] said;
    private final int labels;
    private final double smoothing;

    double[] shares;
    double[][][] errorRates;
    double[][] posteriors;
    double logLikelihood;

    DenseDawidSkene(int[][] answers, int items, int people, int labels, double smoothing) {
        this.said = new int[items][people][labels];
        for (int[] answer : answers) {
            said[answer[0]][answer[1]][answer[2]]++;
        }
        this.labels = labels;
        this.smoothing = smoothing;
        this.shares = new double[labels];
        this.errorRates = new double[people][labels][labels];
        this.posteriors = new double[items][labels];
        for (int item = 0; item < items; item++) {
            for (int label = 0; label < labels; label++) {
                for (int[] ofPerson : said[item]) {
                    posteriors[item][label] += (double) ofPerson[label] / answersTo(item);
                }
            }
        }
    }

    /** Equations (2.3), (2.4) and (2.5), so many times. */
    void iterate(int times) {
        for (int i = 0; i < times; i++) {
            estimateShares();
            estimateErrorRates();
            estimatePosteriors();
        }
    }

    private void estimateShares() {
        for (int truth = 0; truth < labels; truth++) {
            double sum = smoothing / labels;
            for (double[] posterior : posteriors) {
                sum += posterior[truth];
            }
            shares[truth] = sum / (posteriors.length + smoothing);
        }
    }

    private void estimateErrorRates() {
        for (int person = 0; person < errorRates.length; person++) {
            for (int truth = 0; truth < labels; truth++) {
                double all = 0;
                for (int answer = 0; answer < labels; answer++) {
                    double sum = answer == truth ? smoothing / 2 : smoothing / 2 / (labels - 1);
                    for (int item = 0; item < said.length; item++) {
                        sum += posteriors[item][truth] * said[item][person][answer];
                    }
                    errorRates[person][truth][answer] = sum;
                    all += sum;
                }
                for (int answer = 0; answer < labels; answer++) {
                    errorRates[person][truth][answer] /= all;
                }
            }
        }
    }

    private void estimatePosteriors() {
        logLikelihood = 0;
        for (int item = 0; item < said.length; item++) {
            double sum = 0;
            for (int truth = 0; truth < labels; truth++) {
                double product = shares[truth];
                for (int person = 0; person < errorRates.length; person++) {
                    for (int answer = 0; answer < labels; answer++) {
                        product *= Math.pow(errorRates[person][truth][answer], said[item][person][answer]);
                    }
                }
                posteriors[item][truth] = product;
                sum += product;
            }
            for (int truth = 0; truth < labels; truth++) {
                posteriors[item][truth] /= sum;
            }
            logLikelihood += Math.log(sum);
        }
    }

    private double answersTo(int item) {
        double answers = 0;
        for (int[] ofPerson : said[item]) {
            for (int count : ofPerson) {
                answers += count;
            }
        }
        return answers;
    }
}
