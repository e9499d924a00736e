package dev.assay.server.labeling;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.annotated.AnnotationType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labeling as a client asks for it, nothing checked yet.
 *
 * @param parent the dataset
 * @param dataType what its items must be
 * @param annotationType what is asked about each item; null if the client did not say
 * @param people who is asked; null if the client did not say
 * @param details of the question; null if the client gave none
 * @param config all of it: a message of the door, kept and echoed as it is
 */
public record LabelingDraft(
        String parent,
        DataType dataType,
        @Nullable AnnotationType annotationType,
        @Nullable People people,
        @Nullable Details details,
        byte[] config) {
    /**
     * Who is asked, how often, and with which explanation.
     *
     * @param questionSeconds how long somebody has for a question; 0 for the longest time there is
     */
    public record People(
            String instruction,
            String displayName,
            String description,
            String labelGroup,
            String languageCode,
            int replicaCount,
            double questionSeconds,
            List<String> contributors,
            String userEmail) {
        public People {
            contributors = List.copyOf(contributors);
        }
    }

    /**
     * What is asked.
     *
     * @param field of the request that says so
     * @param specSetField of that which names the label sets
     * @param severalSets whether that is a list
     * @param aggregation null if the client named none that there is
     * @param hint shown beside every question
     * @param frameRate how many frames of a second are shown; null where that is not asked
     */
    public record Details(
            String field,
            String specSetField,
            boolean severalSets,
            List<String> specSets,
            boolean multiLabel,
            boolean sentiment,
            @Nullable Aggregation aggregation,
            String hint,
            @Nullable Double frameRate) {
        public Details {
            specSets = List.copyOf(specSets);
        }

        /** Where the label set with this index stands. */
        String pathOfSet(int index) {
            String path = field + "." + specSetField;
            if (!severalSets) {
                return path;
            }
            int dot = specSetField.indexOf('.');
            return dot < 0
                    ? path + "[" + index + "]"
                    : field + "." + specSetField.substring(0, dot) + "[" + index + "]" + specSetField.substring(dot);
        }

        /** Where the label sets stand. */
        String pathOfSets() {
            int dot = specSetField.indexOf('.');
            return field + "." + (dot < 0 ? specSetField : specSetField.substring(0, dot));
        }
    }
}
