package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.PdfInstruction;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** What tests of jobs that have people label digits do alike. */
final class PeopleLabel {
    private static final String VERSION = "projects/digits/models/digits/versions/";

    private PeopleLabel() {}

    /** Options of a server with a document that explains the question; its files are in a folder beside the data. */
    static String[] options(Path folder) throws Exception {
        Path bucket = Files.createDirectories(folder.resolve("bucket"));
        Files.writeString(bucket.resolve("guide.pdf"), "%PDF-1.7\nstartxref\n9\n%%EOF");
        return new String[] {"--bucket", "digits=" + bucket, "--lease", "1s", "--poll", "200ms"};
    }

    /** Makes an instruction; answers its name. */
    static String instruction(Api api) throws Exception {
        Operation begun = api.labeling()
                .createInstruction(CreateInstructionRequest.newBuilder()
                        .setParent(Digits.PROJECT)
                        .setInstruction(Instruction.newBuilder()
                                .setDisplayName("which digit is it?")
                                .setDataType(DataType.IMAGE)
                                .setPdfInstruction(PdfInstruction.newBuilder().setGcsFileUri("gs://digits/guide.pdf")))
                        .build());
        return Awaitility.await()
                .until(
                        () -> api.operations()
                                .getOperation(GetOperationRequest.newBuilder()
                                        .setName(begun.getName())
                                        .build()),
                        Operation::getDone)
                .getResponse()
                .unpack(Instruction.class)
                .getName();
    }

    /** Lets a job have so many people asked about each digit that lacks its truth. */
    static Consumer<com.google.cloud.datalabeling.v1beta1.EvaluationJob.Builder> asking(
            String instruction, int replicas) {
        return job -> job.setLabelMissingGroundTruth(true)
                .getEvaluationJobConfigBuilder()
                .setHumanAnnotationConfig(com.google.cloud.datalabeling.v1beta1.HumanAnnotationConfig.newBuilder()
                        .setInstruction(instruction)
                        .setAnnotatedDatasetDisplayName("what people saw")
                        .setReplicaCount(replicas));
    }

    /** Predicts digits for a version of the model. */
    static void log(Api api, String version, int from, int to) {
        LogPredictionsRequest.Builder request =
                LogPredictionsRequest.newBuilder().setModelVersion(VERSION + version);
        Digits.lines().subList(from, to).forEach(line -> request.addPredictions(Digits.prediction(line)));
        assertThat(api.log().logPredictions(request.build()).getSampled()).isEqualTo(to - from);
    }

    /** The run once its items are listed. */
    static Run listed(Api api, Run run) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> api.get(run.getName()),
                        now -> now.getState() == Run.State.LABELING
                                && now.getLabeling().getItemCount() > 0);
    }
}
