package dev.assay.server.whole;

import com.google.protobuf.Duration;
import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.AnnotationValue;
import dev.assay.datalabeling.v1beta1.ImageClassificationAnnotation;
import dev.assay.v1.Answer;
import dev.assay.v1.GetQuestionMediaRequest;
import dev.assay.v1.LabelingDeskGrpc.LabelingDeskBlockingStub;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LeaseQuestionResponse;
import dev.assay.v1.Question;
import dev.assay.v1.SubmitAnswerRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;

/**
 * People who label digits, each on a channel of their own. They go by what they see, and each is wrong as often as is
 * known of them; what they said is remembered.
 */
final class PeopleWhoLabel implements AutoCloseable {
    private static final double[] ERROR_RATES = {0, 0.05, 0.1, 0.2, 0.3, 0.4};

    private final long seed;
    private final int port;
    private final Map<String, Integer> pictures = new HashMap<>();
    private final List<String> truths = new ArrayList<>();
    private final Map<Integer, List<String>> said = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(ERROR_RATES.length);

    PeopleWhoLabel(long seed, int port) throws IOException {
        this.seed = seed;
        this.port = port;
        int line = 0;
        for (var digit : Digits.lines()) {
            String b64 = digit.getAsJsonObject("instance")
                    .getAsJsonObject("image")
                    .get("b64")
                    .getAsString();
            pictures.put(pixels(Base64.getDecoder().decode(b64)), line++);
            truths.add(digit.getAsJsonObject("groundtruth")
                    .getAsJsonArray("labels")
                    .get(0)
                    .getAsString());
        }
    }

    /** All of them answer all that a task asks of them, at the same time. */
    void answerAll(String task) throws Exception {
        List<Future<?>> working = new ArrayList<>();
        for (int person = 0; person < ERROR_RATES.length; person++) {
            int each = person;
            working.add(threads.submit(() -> answerAll(task, each)));
        }
        for (Future<?> each : working) {
            each.get();
        }
    }

    private void answerAll(String task, int person) {
        String email = "person-" + person + "@example.com";
        try (Api api = new Api(port)) {
            LabelingDeskBlockingStub desk = api.desk();
            for (LeaseQuestionResponse leased = lease(desk, task, email);
                    leased != null;
                    leased = lease(desk, task, email)) {
                if (!leased.hasQuestion()) {
                    continue;
                }
                Question question = leased.getQuestion();
                int line = look(desk, question, email);
                String label = says(person, line);
                var unused = desk.submitAnswer(SubmitAnswerRequest.newBuilder()
                        .setName(question.getName())
                        .setWorker(email)
                        .setLeaseNumber(question.getLeaseNumber())
                        .setAnswer(answer(label))
                        .build());
                said.computeIfAbsent(line, any -> Collections.synchronizedList(new ArrayList<>()))
                        .add(label);
            }
        }
    }

    /**
     * The next question, or none at the moment: two others may yet differ, and then a third is asked. Null once the task is
     * closed.
     */
    private static LeaseQuestionResponse lease(LabelingDeskBlockingStub desk, String task, String email) {
        try {
            return desk.leaseQuestion(LeaseQuestionRequest.newBuilder()
                    .setParent(task)
                    .setWorker(email)
                    .setWait(Duration.newBuilder().setSeconds(1))
                    .build());
        } catch (StatusRuntimeException closed) {
            if (closed.getStatus().getCode() == Status.Code.FAILED_PRECONDITION) {
                return null;
            }
            throw closed;
        }
    }

    private int look(LabelingDeskBlockingStub desk, Question question, String email) {
        byte[] picture = desk.getQuestionMedia(GetQuestionMediaRequest.newBuilder()
                        .setName(question.getName())
                        .setWorker(email)
                        .build())
                .getData()
                .toByteArray();
        Integer line = pictures.get(pixels(picture));
        if (line == null) {
            throw new IllegalStateException(question.getName() + " shows a picture that was never logged");
        }
        return line;
    }

    /** What somebody says of a digit: always the same. */
    private String says(int person, int line) {
        SplittableRandom random = new SplittableRandom(seed * 31 + person * 100_003L + line);
        int truth = Integer.parseInt(truths.get(line));
        return random.nextDouble() < ERROR_RATES[person]
                ? Integer.toString((truth + 1 + random.nextInt(9)) % 10)
                : Integer.toString(truth);
    }

    /** What people said of each line that they were asked about. */
    Map<Integer, List<String>> said() {
        return said;
    }

    /** The label that most of them gave a digit, by a majority of all three that may be asked; null without one. */
    String majority(int line) {
        Map<String, Integer> votes = new HashMap<>();
        said.get(line).forEach(label -> votes.merge(label, 1, Integer::sum));
        return votes.entrySet().stream()
                .filter(vote -> vote.getValue() >= 2)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static Answer answer(String label) {
        return Answer.newBuilder()
                .addAnnotations(Annotation.newBuilder()
                        .setAnnotationValue(AnnotationValue.newBuilder()
                                .setImageClassificationAnnotation(ImageClassificationAnnotation.newBuilder()
                                        .setAnnotationSpec(
                                                AnnotationSpec.newBuilder().setDisplayName(label)))))
                .build();
    }

    private static String pixels(byte[] png) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            return Arrays.toString(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
