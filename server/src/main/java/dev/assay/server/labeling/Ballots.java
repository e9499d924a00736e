package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Value;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import dev.assay.server.labeling.Judge.Said;
import dev.assay.server.labeling.Judge.Verdict;
import dev.assay.server.labeling.consensus.Aggregation;
import dev.assay.server.labeling.consensus.Consensus;
import dev.assay.server.labeling.consensus.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** From answers to what is voted on, and back. */
final class Ballots {
    private Ballots() {}

    /** The fewest people whose answers can settle a vote. */
    static int atFirst(Aggregation votes, int most) {
        return votes == Aggregation.UNANIMOUS_VOTE ? Math.min(2, most) : most / 2 + 1;
    }

    /** One after another is asked as long as it may matter: the next one may settle it. */
    static int more(Consensus<?> outcome) {
        return outcome.isOpen() ? 1 : 0;
    }

    /** The values of one kind in each answer. */
    static <V extends Value, T> List<List<T>> of(List<Said> answers, Class<V> kind, Function<V, T> reading) {
        return answers.stream()
                .map(said -> said.answer().annotations().stream()
                        .map(Annotation::value)
                        .map(kind::cast)
                        .map(reading)
                        .toList())
                .toList();
    }

    /** What a vote came to, with what people wrote along. */
    static <T> Verdict verdict(Consensus<T> outcome, List<Said> answers, Function<T, Annotation> writing) {
        if (!(outcome instanceof Consensus.Decided<T> decided)) {
            return Verdict.NONE;
        }
        List<String> comments = answers.stream()
                .map(said -> said.answer().comment())
                .filter(comment -> !comment.isEmpty())
                .toList();
        List<Annotation> annotations = new ArrayList<>();
        for (Vote<T> vote : decided.values()) {
            Annotation said = writing.apply(vote.value());
            annotations.add(new Annotation(
                    said.value(),
                    said.sentiment(),
                    new Votes(vote.score(), vote.totalVotes(), vote.votes(), comments)));
        }
        return new Verdict(true, annotations);
    }
}
