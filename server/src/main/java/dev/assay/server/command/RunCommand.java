package dev.assay.server.command;

import dev.assay.client.EvaluationJobs;
import dev.assay.v1.Run;
import dev.assay.v1.RunFailure;
import dev.assay.v1.RunLabeling;
import io.grpc.ManagedChannel;
import java.io.PrintStream;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a run and waits for its end. */
@Command(
        name = "run",
        description = "Starts a run of an evaluation job now and follows it to its end.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {" 0:the run succeeded", " 1:it did not, or could not be followed", " 2:wrong options"})
public final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOB", description = "projects/*/evaluationJobs/*")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String job;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long to follow it at most. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private final Target target = new Target();

    @Override
    public Integer call() {
        ManagedChannel channel = target.connect();
        try {
            EvaluationJobs jobs = new EvaluationJobs(channel);
            Run started = jobs.runNow(job, UUID.randomUUID().toString());
            System.err.println("started " + started.getName());
            Run ended = jobs.followRun(
                    started.getName(), run -> System.err.println(line(run)), Duration.ofSeconds(timeoutSeconds));
            print(ended, System.out);
            return ended.getState() == Run.State.SUCCEEDED ? 0 : 1;
        } finally {
            channel.shutdownNow();
        }
    }

    private static String line(Run run) {
        RunLabeling people = run.getLabeling();
        return run.getState() == Run.State.LABELING && run.hasLabeling()
                ? "LABELING " + people.getOpenItemCount() + " of " + people.getItemCount() + " items open, "
                        + people.getAnswerCount() + " answers"
                : run.getState().name();
    }

    private static void print(Run run, PrintStream out) {
        out.println(run.getName() + " " + run.getState() + " items=" + run.getItemCount());
        if (!run.getEvaluation().isEmpty()) {
            out.println("evaluation " + run.getEvaluation());
        }
        for (RunFailure failure : run.getFailuresList()) {
            out.println("failed in " + failure.getStep() + ": "
                    + failure.getStatus().getMessage());
        }
    }
}
