package dev.assay.server.labeling;

import dev.assay.server.labeling.consensus.BoxSequence;
import dev.assay.server.labeling.consensus.BoxTurn;
import java.util.List;

/** Has one person draw boxes, a second confirm or edit them, and a third decide if these two differ. */
final class TurnJudge implements Judge {
    @Override
    public int atFirst(int most) {
        return 1;
    }

    @Override
    public int more(List<Said> answers, int most) {
        return BoxSequence.next(most, Boxes.of(answers)) instanceof BoxTurn.Ask ? 1 : 0;
    }

    @Override
    public Verdict verdict(List<Said> answers) {
        return BoxSequence.next(answers.size(), Boxes.of(answers)) instanceof BoxTurn.Done done
                ? Ballots.verdict(done.result(), answers, Boxes::write)
                : Verdict.NONE;
    }
}
