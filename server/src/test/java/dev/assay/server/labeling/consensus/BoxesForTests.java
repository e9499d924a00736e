package dev.assay.server.labeling.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Boxes, and answers of people who see the same objects and draw them more or less well. */
final class BoxesForTests {
    private BoxesForTests() {}

    static LabeledBox box(String label, double x, double y, double width, double height) {
        return new LabeledBox(label, x, y, x + width, y + height);
    }

    /** A box of ten by ten, shifted. */
    static LabeledBox ten(double shift) {
        return box("cat", shift, 0, 10, 10);
    }

    /** Answers on a small grid, so that equal overlaps and equal boxes are frequent. */
    static List<List<LabeledBox>> crowded(Random random, int people, int maxBoxes) {
        List<List<LabeledBox>> answers = new ArrayList<>();
        for (int person = 0; person < people; person++) {
            List<LabeledBox> answer = new ArrayList<>();
            for (int i = random.nextInt(maxBoxes + 1); i > 0; i--) {
                answer.add(box(
                        random.nextInt(4) == 0 ? "dog" : "cat",
                        random.nextInt(4),
                        random.nextInt(4),
                        3 + random.nextInt(3),
                        3 + random.nextInt(3)));
            }
            answers.add(answer);
        }
        return answers;
    }
}
