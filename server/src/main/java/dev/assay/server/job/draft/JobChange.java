package dev.assay.server.job.draft;

import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Violations;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a client wants changed of a job, nothing checked yet; null stands for what stays. */
public record JobChange(
        @Nullable NewInstruction instruction,
        @Nullable Integer exampleCount,
        @Nullable Double exampleSamplePercentage) {
    private static final String CONFIG = "evaluation_job.evaluation_job_config";

    /** The field of a request that names another instruction. */
    public static final String INSTRUCTION_FIELD = CONFIG + ".human_annotation_config.instruction";

    /**
     * Another instruction.
     *
     * @param name of it
     * @param config makes what the door keeps of how people are asked name it as well
     */
    public record NewInstruction(String name, UnaryOperator<byte[]> config) {}

    /**
     * Checks the values by themselves.
     *
     * @throws InvalidArgument with every violation there is
     */
    public void check() {
        Violations violations = new Violations();
        if (instruction != null) {
            violations.require(
                    ResourceName.tryParse(ResourceKind.INSTRUCTION, instruction.name()) != null,
                    INSTRUCTION_FIELD,
                    JobChecks.malformed(ResourceKind.INSTRUCTION, instruction.name()));
        }
        SamplingChecks.check(CONFIG, over(new SamplerSettings(0, 1)), violations);
        violations.throwIfAny();
    }

    /** The settings after the change. */
    public SamplerSettings over(SamplerSettings settings) {
        return new SamplerSettings(
                exampleSamplePercentage == null ? settings.samplePercentage() : exampleSamplePercentage,
                exampleCount == null ? settings.exampleCount() : exampleCount);
    }
}
