package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Entity;
import dev.assay.server.labeling.consensus.Aggregation;
import dev.assay.server.labeling.consensus.Consensus;
import dev.assay.server.labeling.consensus.LabeledSpan;
import dev.assay.server.labeling.consensus.SpanVotes;
import java.util.List;

/** Lets people vote on entities of texts. */
final class SpanJudge implements Judge {
    private final Aggregation votes;

    SpanJudge(Aggregation votes) {
        this.votes = votes;
    }

    @Override
    public int atFirst(int most) {
        return Ballots.atFirst(votes, most);
    }

    @Override
    public int more(List<Said> answers, int most) {
        return Ballots.more(count(answers, most));
    }

    @Override
    public Verdict verdict(List<Said> answers) {
        return Ballots.verdict(
                count(answers, answers.size()),
                answers,
                span -> Annotation.of(new Entity(span.label(), span.start(), span.end())));
    }

    private Consensus<LabeledSpan> count(List<Said> answers, int most) {
        return SpanVotes.decide(
                votes,
                most,
                Ballots.of(answers, Entity.class, span -> new LabeledSpan(span.label(), span.start(), span.end())));
    }
}
