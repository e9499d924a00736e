package dev.assay.server.labeling.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Items with known labels and people with known error rates. */
final class SimulatedLabelers {
    final int items;
    final int people;
    final int labels;
    final int[] truth;
    final double[] accuracy;
    /** Item, person, label. */
    final List<int[]> answers = new ArrayList<>();

    SimulatedLabelers(long seed, int items, int people, int labels, int replicas) {
        Random random = new Random(seed);
        this.items = items;
        this.people = people;
        this.labels = labels;
        this.truth = random.ints(items, 0, labels).toArray();
        this.accuracy = random.doubles(people, 0.4, 0.98).toArray();
        for (int item = 0; item < items; item++) {
            int[] asked = random.ints(0, people).distinct().limit(replicas).toArray();
            for (int person : asked) {
                int wrong = (truth[item] + 1 + random.nextInt(labels - 1)) % labels;
                answers.add(new int[] {item, person, random.nextDouble() < accuracy[person] ? truth[item] : wrong});
            }
        }
    }

    SingleLabelAnswers all() {
        return of(answers);
    }

    static SingleLabelAnswers of(List<int[]> answers) {
        SingleLabelAnswers made = new SingleLabelAnswers();
        answers.forEach(answer -> made.add(answer[0], answer[1], answer[2]));
        return made;
    }
}
