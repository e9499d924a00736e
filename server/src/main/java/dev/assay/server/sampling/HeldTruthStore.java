package dev.assay.server.sampling;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Where ground truth waits that came before its prediction. Every method joins the caller's transaction. */
public interface HeldTruthStore {
    /** Keeps truths until they expire; a later one replaces an earlier one. */
    void hold(ResourceName job, List<Truth> truths, Instant expireTime);

    /** The truths held for these predictions, by id. */
    Map<String, String> find(ResourceName job, Collection<String> predictionIds);

    /** Forgets the truths of these predictions. */
    void drop(ResourceName job, Collection<String> predictionIds);

    /** Forgets up to {@code limit} truths that expired before this time; answers how many. */
    int dropExpired(Instant now, int limit);
}
