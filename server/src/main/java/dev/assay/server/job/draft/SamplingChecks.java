package dev.assay.server.job.draft;

import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.vocabulary.Rule;
import dev.assay.server.vocabulary.Violations;
import java.util.List;

/** How much is sampled: the same at creation and at updates. */
final class SamplingChecks {
    private static final List<Rule<SamplerSettings>> RULES = List.of(
            Rule.of(
                    "example_count",
                    sampling -> sampling.exampleCount() > 0,
                    sampling -> "must be above 0, got " + sampling.exampleCount()),
            Rule.of(
                    "example_sample_percentage",
                    sampling -> sampling.samplePercentage() >= 0 && sampling.samplePercentage() <= 1,
                    sampling -> "must be a fraction in [0, 1], got " + sampling.samplePercentage()));

    private SamplingChecks() {}

    /** Notes what is wrong with the settings of the config at this path. */
    static void check(String path, SamplerSettings sampling, Violations violations) {
        Rule.check(path, sampling, RULES, violations);
    }
}
