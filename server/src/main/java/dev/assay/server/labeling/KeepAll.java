package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import java.util.ArrayList;
import java.util.List;

/** Keeps every answer as it is. */
final class KeepAll implements Judge {
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
        List<Annotation> all = new ArrayList<>();
        for (Said said : answers) {
            String comment = said.answer().comment();
            Votes alone = new Votes(
                    1.0 / answers.size(), answers.size(), 1, comment.isEmpty() ? List.of() : List.of(comment));
            said.answer().annotations().forEach(each -> all.add(new Annotation(each.value(), each.sentiment(), alone)));
        }
        return new Verdict(true, all);
    }
}
