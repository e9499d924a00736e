package dev.assay.server.grpc;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.assay.server.labeling.LabelingTasks;
import dev.assay.server.run.Labeling;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.Run;
import dev.assay.v1.RunFailure;
import dev.assay.v1.RunLabeling;
import org.jspecify.annotations.Nullable;

/** Runs as messages of {@code assay.v1}. */
final class RunProtos {
    private RunProtos() {}

    static Run run(dev.assay.server.run.Run run) {
        Run.Builder message = Run.newBuilder()
                .setName(run.name().toString())
                .setState(Run.State.valueOf(run.state().name()))
                .setTrigger(Run.Trigger.valueOf(run.trigger().name()))
                .setStartTime(Times.timestamp(run.startTime()))
                .setInterval(run.interval())
                .setDataset(text(run.dataset()))
                .setEvaluation(text(run.evaluation()))
                .setRevision(run.revision())
                .setItemCount(run.itemCount());
        if (run.endTime() != null) {
            message.setEndTime(Times.timestamp(run.endTime()));
        }
        if (run.due() != null) {
            message.setFirstDueTime(Times.timestamp(run.due().first()))
                    .setLastDueTime(Times.timestamp(run.due().last()))
                    .setDueCount(run.due().count());
        }
        if (run.labeling() != null) {
            message.setLabeling(labeling(run.labeling()));
        }
        run.failures()
                .forEach(failure -> message.addFailures(RunFailure.newBuilder()
                        .setTime(Times.timestamp(failure.time()))
                        .setStep(Run.State.valueOf(failure.step().name()))
                        .setStatus(status(failure))));
        return message.build();
    }

    static RunLabeling labeling(Labeling labeling) {
        return RunLabeling.newBuilder()
                .setTask(labeling.task().toString())
                .setOperation(LabelingTasks.operationOf(labeling.task()).toString())
                .setAnnotatedDataset(text(labeling.annotatedDataset()))
                .setItemCount(labeling.items())
                .setOpenItemCount(labeling.openItems())
                .setAnswerCount(labeling.answers())
                .setAgreedItemCount(labeling.agreed())
                .setUnsettledItemCount(labeling.unsettled())
                .setUnansweredItemCount(labeling.unanswered())
                .build();
    }

    /** A failure of a run as it also appears among the attempts of its job. */
    static Status status(dev.assay.server.run.RunFailure failure) {
        return Status.newBuilder()
                .setCode(Code.FAILED_PRECONDITION_VALUE)
                .setMessage(failure.message())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(Statuses.DOMAIN)
                        .setReason(failure.reason())
                        .putAllMetadata(failure.details())
                        .build()))
                .build();
    }

    private static String text(@Nullable ResourceName name) {
        return name == null ? "" : name.toString();
    }
}
