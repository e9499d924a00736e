package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.Annotation;
import java.util.List;

/** What the answers of several people to one item come to. */
interface Judge {
    /**
     * The fewest people whose answers can settle an item.
     *
     * @param most how many may be asked
     */
    int atFirst(int most);

    /**
     * How many more people must be asked at least before the outcome can be settled; 0 if it is.
     *
     * @param answers in the order in which they were given
     * @param most how many people may be asked in all, more than have answered
     */
    int more(List<Said> answers, int most);

    /** What the answers come to, now that nobody else is asked. */
    Verdict verdict(List<Said> answers);

    /** What somebody said. */
    record Said(Person person, Answer answer) {}

    /**
     * What answers come to.
     *
     * @param agreed whether people agreed: if they did, no annotations mean that there is nothing to see
     * @param annotations with how people voted
     */
    record Verdict(boolean agreed, List<Annotation> annotations) {
        static final Verdict NONE = new Verdict(false, List.of());

        public Verdict {
            annotations = List.copyOf(annotations);
        }
    }
}
