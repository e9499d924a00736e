package dev.assay.server.labeling;

import dev.assay.server.labeling.Judge.Said;
import dev.assay.server.labeling.Judge.Verdict;
import dev.assay.server.labeling.agreement.DawidSkene;
import dev.assay.server.labeling.agreement.DawidSkeneFit;
import dev.assay.server.labeling.agreement.DawidSkeneSettings;
import dev.assay.server.labeling.agreement.MultiLabelAnswers;
import dev.assay.server.labeling.agreement.MultiLabelFit;
import dev.assay.server.labeling.agreement.SingleLabelAnswers;
import dev.assay.server.vocabulary.WrongState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gathers the answers of a task, and estimates from them how good people are. */
final class QualityEstimation {
    private final boolean multiLabel;
    private final Judge judge;
    private final Map<String, Integer> labels = new HashMap<>();
    private final Map<Person, Integer> people = new LinkedHashMap<>();
    private final SingleLabelAnswers single = new SingleLabelAnswers();
    private final MultiLabelAnswers multi = new MultiLabelAnswers();

    /** By item: the labels that people agreed on; null if they did not. */
    private final List<@Nullable Set<Integer>> agreed = new ArrayList<>();

    private QualityEstimation(LabelingPlan plan) {
        this.multiLabel = plan.multiLabel();
        this.judge = Judges.of(plan);
        plan.labelNames().forEach(label -> labels.put(label, labels.size()));
    }

    static QualityEstimation of(LabelingPlan plan) {
        return new QualityEstimation(plan);
    }

    /** Takes the answers to one item. */
    void add(List<Said> answers) {
        int item = agreed.size();
        for (Said said : answers) {
            int person = people.computeIfAbsent(said.person(), any -> people.size());
            int[] chosen = TaskAgreements.labels(said).labels().stream()
                    .mapToInt(labels::get)
                    .toArray();
            if (multiLabel) {
                multi.add(item, person, chosen);
            } else {
                single.add(item, person, chosen[0]);
            }
        }
        Verdict verdict = judge.verdict(answers);
        Set<Integer> numbers = new HashSet<>();
        verdict.annotations()
                .forEach(annotation -> annotation.value().labels().forEach(label -> numbers.add(labels.get(label))));
        agreed.add(verdict.agreed() ? numbers : null);
    }

    /**
     * Estimates from what was gathered.
     *
     * @throws WrongState if there are too many people and labels
     */
    Estimate estimate() {
        if (!DawidSkene.fits(people.size(), multiLabel ? 2 : labels.size())) {
            throw new WrongState(
                    "TOO_LARGE",
                    people.size() + " people and " + labels.size() + " labels are too many to estimate quality");
        }
        if (agreed.isEmpty()) {
            return new Estimate(Map.of(), 0);
        }
        if (multiLabel) {
            MultiLabelFit fit = DawidSkene.fitEach(multi, labels.size(), DawidSkeneSettings.DEFAULT);
            return estimate(
                    person -> IntStream.range(0, labels.size())
                            .mapToDouble(label -> fit.quality(label).accuracy(person))
                            .average()
                            .orElseThrow(),
                    item -> new HashSet<>(fit.consensus(item)));
        }
        DawidSkeneFit fit = DawidSkene.fit(single, labels.size(), DawidSkeneSettings.DEFAULT);
        return estimate(
                person -> fit.quality().accuracy(person),
                item -> fit.consensus(item).label().stream().boxed().collect(java.util.stream.Collectors.toSet()));
    }

    private Estimate estimate(IntToDoubleFunction accuracy, IntFunction<Set<Integer>> consensus) {
        Map<Person, Double> accuracies = new HashMap<>();
        people.forEach((person, number) -> accuracies.put(person, accuracy.applyAsDouble(number)));
        long differing = IntStream.range(0, agreed.size())
                .filter(item -> {
                    Set<Integer> voted = agreed.get(item);
                    return voted != null && !voted.equals(consensus.apply(item));
                })
                .count();
        return new Estimate(accuracies, differing);
    }
}
