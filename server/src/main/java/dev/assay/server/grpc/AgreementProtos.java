package dev.assay.server.grpc;

import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.TaskAgreements.Report;
import dev.assay.server.labeling.WorkerFigures;
import dev.assay.server.labeling.agreement.LabelAgreement;
import dev.assay.server.labeling.agreement.PairAgreement;
import dev.assay.server.labeling.agreement.PersonAgreement;
import dev.assay.server.labeling.agreement.TaskAgreement;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.Agreement;
import dev.assay.v1.WorkerStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How people agree and work, as messages. */
final class AgreementProtos {
    private AgreementProtos() {}

    static WorkerStats stats(Person person, WorkerFigures.Figures figures) {
        WorkerStats.Builder message = WorkerStats.newBuilder()
                .setWorker(person.email())
                .setAnswered(figures.answered())
                .setSkipped(figures.skipped())
                .setExpired(figures.expired())
                .setAnsweredLastHour(figures.answeredLastHour());
        if (figures.meanTime() != null) {
            message.setMeanAnswerTime(Times.duration(figures.meanTime()));
        }
        if (figures.lastAnswerTime() != null) {
            message.setLastAnswerTime(Times.timestamp(figures.lastAnswerTime()));
        }
        return message.build();
    }

    static Agreement agreement(ResourceName task, boolean multiLabel, Report report) {
        TaskAgreement figures = report.agreement();
        Agreement.Builder message = Agreement.newBuilder().setTask(task.toString());
        if (multiLabel) {
            for (LabelAgreement label : figures.labels()) {
                message.addFigures(figures(label.label(), figures.sharedItems(), label.agreement()));
            }
        } else {
            message.addFigures(figures("", figures.sharedItems(), figures.overall()));
        }
        Map<String, WeightedKappa> kappas = kappas(report.pairs());
        for (PersonAgreement person : figures.people()) {
            Agreement.Worker.Builder worker =
                    message.addWorkersBuilder().setWorker(person.person()).setItemCount(person.answers());
            person.percentAgreement().ifPresent(worker::setPercentAgreement);
            WeightedKappa kappa = kappas.get(person.person());
            if (kappa != null) {
                worker.setMeanCohenKappa(kappa.sum / kappa.weight);
            }
            Double accuracy = report.estimate() == null
                    ? null
                    : report.estimate().accuracies().get(new Person(person.person()));
            if (accuracy != null) {
                worker.setEstimatedAccuracy(accuracy);
            }
        }
        return report.estimate() == null
                ? message.build()
                : message.setEstimateDiffersCount(report.estimate().differing()).build();
    }

    private static Agreement.Figures figures(
            String label, long items, dev.assay.server.labeling.agreement.Agreement agreement) {
        Agreement.Figures.Builder message =
                Agreement.Figures.newBuilder().setLabel(label).setItemCount(items);
        agreement.percentAgreement().ifPresent(message::setPercentAgreement);
        agreement.fleissKappa().ifPresent(message::setFleissKappa);
        agreement.krippendorffAlpha().ifPresent(message::setKrippendorffAlpha);
        return message.build();
    }

    private static final class WeightedKappa {
        private double sum;
        private double weight;
    }

    private static Map<String, WeightedKappa> kappas(List<PairAgreement> pairs) {
        Map<String, WeightedKappa> kappas = new HashMap<>();
        for (PairAgreement pair : pairs) {
            pair.kappa().ifPresent(kappa -> {
                for (String person : List.of(pair.first(), pair.second())) {
                    WeightedKappa mean = kappas.computeIfAbsent(person, any -> new WeightedKappa());
                    mean.sum += kappa * pair.items();
                    mean.weight += pair.items();
                }
            });
        }
        return kappas;
    }
}
