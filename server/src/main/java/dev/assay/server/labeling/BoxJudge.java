package dev.assay.server.labeling;

import dev.assay.server.labeling.consensus.Aggregation;
import dev.assay.server.labeling.consensus.BoxMerge;
import java.util.List;

/** Merges boxes of people who do not see each other's. Every box moves the result, so all are asked. */
final class BoxJudge implements Judge {
    private final Aggregation votes;

    BoxJudge(Aggregation votes) {
        this.votes = votes;
    }

    @Override
    public int atFirst(int most) {
        return most;
    }

    @Override
    public int more(List<Said> answers, int most) {
        return most - answers.size();
    }

    @Override
    public Verdict verdict(List<Said> answers) {
        return Ballots.verdict(BoxMerge.decide(votes, answers.size(), Boxes.of(answers)), answers, Boxes::write);
    }
}
