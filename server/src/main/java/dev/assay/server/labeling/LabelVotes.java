package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stand-in until consensus functions are there: one label by majority. */
final class LabelVotes implements Judge {
    private final boolean unanimous;

    LabelVotes(boolean unanimous) {
        this.unanimous = unanimous;
    }

    @Override
    public int atFirst(int most) {
        return unanimous ? Math.min(2, most) : most / 2 + 1;
    }

    @Override
    public int more(List<Said> answers, int most) {
        int rest = most - answers.size();
        if (unanimous) {
            return count(answers).size() <= 1 ? rest : 0;
        }
        List<Integer> best = count(answers).values().stream()
                .sorted(java.util.Comparator.reverseOrder())
                .toList();
        int second = best.size() > 1 ? best.get(1) : 0;
        return best.get(0) - second > rest ? 0 : 1;
    }

    @Override
    public Verdict verdict(List<Said> answers) {
        List<Annotation> found = new ArrayList<>();
        Map<String, Integer> votes = count(answers);
        int top = votes.values().stream().max(Integer::compare).orElse(0);
        List<String> winners =
                votes.keySet().stream().filter(l -> votes.get(l) == top).toList();
        if (winners.size() != 1 || (unanimous && top < answers.size())) {
            return Verdict.NONE;
        }
        found.add(new Annotation(
                new Classification(winners.get(0)),
                null,
                new Votes((double) top / answers.size(), answers.size(), top, List.of())));
        return new Verdict(true, found);
    }

    private static Map<String, Integer> count(List<Said> answers) {
        Map<String, Integer> votes = new TreeMap<>();
        answers.forEach(said -> said.answer()
                .annotations()
                .forEach(a -> a.value().labels().forEach(label -> votes.merge(label, 1, Integer::sum))));
        return votes;
    }
}
