package dev.assay.server.whole;

import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.Prediction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What the servers promised of the predictions of one job. */
final class Acknowledged {
    private final List<Group> groups = new ArrayList<>();
    private final BlockingQueue<Group> stored = new LinkedBlockingQueue<>();
    private final Map<String, Long> answers = new HashMap<>();
    private long offered;

    /** Predictions that were answered together: so many of them stand in the table. */
    record Group(List<String> ids, int stored) {}

    synchronized void offered(int predictions) {
        offered += predictions;
    }

    /** An answer that counts: the request is not sent again. */
    synchronized void answered(LogPredictionsRequest request, LogPredictionsResponse answer) {
        List<String> ids = request.getPredictionsList().stream()
                .map(Prediction::getPredictionId)
                .toList();
        int standing = answer.getSampled() + answer.getDuplicate();
        Group group = new Group(ids, standing);
        groups.add(group);
        if (standing > 0) {
            stored.add(group);
        }
        count("sampled", answer.getSampled());
        count("duplicate", answer.getDuplicate());
        count("not selected", answer.getNotSelected());
        count("over the limit", answer.getOverLimit());
        count("paused", answer.getPaused());
        count("no job", answer.getNoJob());
        count("invalid", answer.getInvalidCount());
    }

    private void count(String answer, int predictions) {
        answers.merge(answer, (long) predictions, Long::sum);
    }

    /** Predictions some of which are known to stand in the table, as they come; for whoever knows their truth. */
    BlockingQueue<Group> stored() {
        return stored;
    }

    synchronized long offered() {
        return offered;
    }

    synchronized long acknowledged() {
        return answers.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized long of(String answer) {
        return answers.getOrDefault(answer, 0L);
    }

    /** Answers that the rows belie. A row whose answer was lost and that a later one left out may stand beside them. */
    synchronized List<String> lost(Set<String> rows) {
        return groups.stream()
                .filter(group -> group.ids.stream().filter(rows::contains).count() < group.stored)
                .map(group -> group.stored + " of " + group.ids)
                .toList();
    }

    @Override
    public synchronized String toString() {
        return offered + " offered, answered " + answers;
    }
}
