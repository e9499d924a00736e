package dev.assay.server.grpc;

import dev.assay.server.dataset.DataItem;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.labeling.AnswerText;
import dev.assay.server.labeling.LabelingPlan;
import dev.assay.server.labeling.LabelingTask;
import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.Question;
import dev.assay.server.labeling.Questions.Media;
import dev.assay.server.labeling.TaskFigures;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.v1.Answer;
import dev.assay.v1.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks, questions and answers, as messages and as domain records. */
final class DeskProtos {
    private DeskProtos() {}

    static Task task(LabelingTask task, TaskFigures.Figures figures) {
        LabelingPlan plan = task.plan();
        Task.Builder message = Task.newBuilder()
                .setName(task.name().toString())
                .setDisplayName(plan.displayName())
                .setState(state(task.closeReason()))
                .setDataset(plan.dataset().toString())
                .setAnnotationType(dev.assay.datalabeling.v1beta1.AnnotationType.valueOf(
                        plan.annotationType().name()))
                .addAllAnnotationSpecs(
                        plan.labels().stream().map(SpecSetProtos::spec).toList())
                .setAllowMultiLabel(plan.multiLabel())
                .setAskSentiment(plan.sentiment())
                .setReplicaCount(plan.replicaCount())
                .setQuestionDuration(Times.duration(plan.questionDuration()))
                .setItemCount(figures.items())
                .setDecidedItemCount(figures.decidedItems())
                .setAnswerCount(figures.answers())
                .setWorkerAnswerCount(figures.answersOfPerson())
                .setAnswersLastHour(figures.answersLastHour())
                .setCreateTime(Times.timestamp(task.createTime()));
        if (plan.instruction() != null) {
            message.setInstruction(plan.instruction().toString());
        }
        if (figures.doneTime() != null) {
            message.setEstimatedDoneTime(Times.timestamp(figures.doneTime()));
        }
        if (task.closeTime() != null) {
            message.setCloseTime(Times.timestamp(task.closeTime()));
        }
        return message.build();
    }

    private static Task.State state(@Nullable CloseReason reason) {
        return reason == null ? Task.State.OPEN : Task.State.valueOf(reason.name());
    }

    static dev.assay.v1.Question question(Question question, Media media) {
        LabelingPlan plan = media.plan();
        dev.assay.v1.Question.Builder message = dev.assay.v1.Question.newBuilder()
                .setName(question.name().toString())
                .setState(dev.assay.v1.Question.State.valueOf(question.state().name()))
                .setLeaseNumber(question.number())
                .setLeaseExpireTime(Times.timestamp(question.leaseEnd()))
                .setItem(DatasetProtos.message(
                        new DataItem(plan.dataset().child(ResourceKind.DATA_ITEM, question.itemId()), media.payload())))
                .addAllProposed(annotations(media.previous(), plan));
        AnswerText said = question.draft() == null ? question.answer() : question.draft();
        if (said != null) {
            dev.assay.server.labeling.Answer answer = dev.assay.server.labeling.Answer.of(said);
            message.setAnswer(Answer.newBuilder()
                    .addAllAnnotations(annotations(answer.annotations(), plan))
                    .setComment(answer.comment()));
        }
        return message.build();
    }

    private static List<dev.assay.datalabeling.v1beta1.Annotation> annotations(
            List<Annotation> annotations, LabelingPlan plan) {
        return annotations.stream()
                .map(each ->
                        AnnotationProtos.message(each, plan.annotationType()).build())
                .toList();
    }

    /**
     * What a person sent.
     *
     * @throws dev.assay.server.vocabulary.InvalidArgument with every violation there is
     */
    static dev.assay.server.labeling.Answer answer(Answer sent) {
        return new dev.assay.server.labeling.Answer(
                SentAnnotations.read(sent.getAnnotationsList(), "answer.annotations"), sent.getComment());
    }

    /** What can be read of an answer that is refused. */
    static dev.assay.server.labeling.Answer readable(Answer sent) {
        return new dev.assay.server.labeling.Answer(
                SentAnnotations.readable(sent.getAnnotationsList()), sent.getComment());
    }
}
