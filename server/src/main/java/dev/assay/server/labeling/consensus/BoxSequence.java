package dev.assay.server.labeling.consensus;

import dev.assay.server.labeling.consensus.BoxTurn.Ask;
import dev.assay.server.labeling.consensus.BoxTurn.Done;
import dev.assay.server.labeling.consensus.BoxTurn.Request;
import dev.assay.server.labeling.consensus.Consensus.Decided;
import dev.assay.server.labeling.consensus.Consensus.Undecided;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Boxes drawn by one person, confirmed or edited by a second and, where the second changed them, decided by a third.
 * Nobody is asked after that, however many people there might be.
 *
 * <p>Two sets of boxes agree if all boxes of both can be paired, one to one, with equal labels and an overlap of {@link
 * #AGREEMENT_OVERLAP} or more. If the second agrees with the first, the second's boxes are the result, being the more
 * carefully looked at; the third's boxes are the result in any case. A box has the votes of all whose answer has a
 * partner for it in such a pairing.
 */
public final class BoxSequence {
    /** Boxes that overlap by this or more say the same. */
    public static final double AGREEMENT_OVERLAP = 0.9;

    private BoxSequence() {}

    /**
     * Returns what comes next.
     *
     * @param replicas the largest number of people to ask. With 1 the first one's boxes stand; with 2 a disagreement
     *     stays undecided
     * @param answers the boxes of those who have answered, in the order of their answers; what comes after the answer
     *     that ended the matter is ignored
     */
    public static BoxTurn next(int replicas, List<List<LabeledBox>> answers) {
        if (replicas < 1) {
            throw new IllegalArgumentException(replicas + " replicas");
        }
        if (answers.isEmpty()) {
            return new Ask(Request.DRAW, List.of());
        }
        if (replicas == 1) {
            return done(answers.subList(0, 1));
        }
        if (answers.size() == 1) {
            return new Ask(Request.REVIEW, List.of(0));
        }
        if (agree(answers.get(0), answers.get(1))) {
            return done(answers.subList(0, 2));
        }
        if (replicas == 2) {
            return new Done(undecided(answers.subList(0, 2)));
        }
        return answers.size() == 2 ? new Ask(Request.DECIDE, List.of(0, 1)) : done(answers.subList(0, 3));
    }

    /** Returns whether two sets of boxes say the same. */
    public static boolean agree(List<LabeledBox> first, List<LabeledBox> second) {
        return first.size() == second.size() && new BoxMatching(first, second, AGREEMENT_OVERLAP).isComplete();
    }

    /** The boxes of the last answer, with the votes of all. */
    private static BoxTurn done(List<List<LabeledBox>> answers) {
        List<LabeledBox> last = answers.get(answers.size() - 1);
        return new Done(new Decided<>(votes(last, answers), answers.size()));
    }

    /** All boxes that anybody drew and nobody drew before. */
    private static Consensus<LabeledBox> undecided(List<List<LabeledBox>> answers) {
        List<LabeledBox> all = new ArrayList<>();
        for (List<LabeledBox> answer : answers) {
            BoxMatching known = new BoxMatching(answer, all, AGREEMENT_OVERLAP);
            List<LabeledBox> fresh = IntStream.range(0, answer.size())
                    .filter(box -> !known.hasPartner(box))
                    .mapToObj(answer::get)
                    .toList();
            all.addAll(fresh);
        }
        return new Undecided<>(votes(all, answers), answers.size());
    }

    private static List<Vote<LabeledBox>> votes(List<LabeledBox> boxes, List<List<LabeledBox>> answers) {
        List<LabeledBox> sorted = boxes.stream().sorted(LabeledBox.ORDER).toList();
        List<BoxMatching> matchings = answers.stream()
                .map(answer -> new BoxMatching(sorted, answer, AGREEMENT_OVERLAP))
                .toList();
        return IntStream.range(0, sorted.size())
                .mapToObj(box -> new Vote<>(
                        sorted.get(box),
                        (int) matchings.stream()
                                .filter(matching -> matching.hasPartner(box))
                                .count(),
                        answers.size()))
                .toList();
    }
}
