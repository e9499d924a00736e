package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Sentiment;
import dev.assay.server.labeling.consensus.Aggregation;
import dev.assay.server.labeling.consensus.ClassificationVotes;
import dev.assay.server.labeling.consensus.VoteRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets people vote on labels. */
final class LabelJudge implements Judge {
    private final Aggregation votes;
    private final boolean multiLabel;
    private final int labels;

    /**
     * Of a task.
     *
     * @param labels how many there are to choose from
     */
    LabelJudge(Aggregation votes, boolean multiLabel, int labels) {
        this.votes = votes;
        this.multiLabel = multiLabel;
        this.labels = labels;
    }

    @Override
    public int atFirst(int most) {
        return Ballots.atFirst(votes, most);
    }

    @Override
    public int more(List<Said> answers, int most) {
        return Ballots.more(count(answers, most).outcome());
    }

    @Override
    public Verdict verdict(List<Said> answers) {
        return Ballots.verdict(
                count(answers, answers.size()).outcomeWithoutMore(),
                answers,
                label -> new Annotation(new Classification(label), sentiment(answers, label), null));
    }

    private ClassificationVotes count(List<Said> answers, int most) {
        List<Set<String>> sets = Ballots.of(answers, Classification.class, Classification::label).stream()
                .<Set<String>>map(HashSet::new)
                .toList();
        return ClassificationVotes.of(new VoteRule(votes, multiLabel, labels, most), sets);
    }

    /** What more of those who chose a label said of the text; null if that is even. */
    private static @Nullable Sentiment sentiment(List<Said> answers, String label) {
        int balance = 0;
        for (Said said : answers) {
            for (Annotation annotation : said.answer().annotations()) {
                if (annotation.value().labels().contains(label) && annotation.sentiment() != null) {
                    balance += annotation.sentiment() == Sentiment.POSITIVE ? 1 : -1;
                }
            }
        }
        return balance == 0 ? null : balance > 0 ? Sentiment.POSITIVE : Sentiment.NEGATIVE;
    }
}
