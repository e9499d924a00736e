package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes: what they print, and the status they exit with. */
class CommandsTest {
    @TempDir
    Path folder;

    /** What a command left behind. */
    private record Ended(int status, String output) {
        String lastLine() {
            List<String> lines = output.strip().lines().toList();
            return lines.get(lines.size() - 1);
        }
    }

    @Test
    void demo_endsInTheReferenceFigures() throws Exception {
        Ended demo = command("demo", "--exit");

        double expected = Digits.expected().get("mean_average_precision").getAsDouble();
        assertThat(demo.status()).as(demo.output()).isZero();
        assertThat(demo.lastLine())
                .isEqualTo(String.format(Locale.ROOT, "mean_average_precision=%.4f items=%d", expected, Digits.COUNT));
    }

    @Test
    void run_exitsWithZero_onlyIfItSucceeded() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder.resolve("data"));
                Api api = new Api(server)) {
            String job = api.createDigitsJob("commands", 10_000);
            String target = "127.0.0.1:" + server.grpcPort();

            assertThat(command("run", job, "--target", target, "--plaintext").status())
                    .as("nothing sampled")
                    .isEqualTo(1);

            api.log().logPredictions(Digits.request("projects/digits/models/digits/versions/commands"));
            Ended withoutTruth = command("run", job, "--target", target, "--plaintext");
            assertThat(withoutTruth.status()).isEqualTo(1);
            assertThat(withoutTruth.output()).contains("1397 without ground truth");

            Path file = Digits.copyTo(folder.resolve("predictions.jsonl"), "again-");
            assertThat(command("replay", file.toString(), "--job", job, "--target", target, "--plaintext")
                            .status())
                    .isZero();
            Ended succeeded = command("run", job, "--target", target, "--plaintext");
            assertThat(succeeded.status()).as(succeeded.output()).isZero();
            assertThat(succeeded.output()).contains("SUCCEEDED");
        }
    }

    @Test
    void wrongOptions_exitWithTwo_andNameWhatIsMeant() throws Exception {
        Ended unknown = command("serve", "--data-dirr", folder.toString());
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.output()).contains("--data-dir");

        Ended exposed = command(
                "serve",
                "--bind",
                "0.0.0.0",
                "--data-dir",
                folder.resolve("exposed").toString());
        assertThat(exposed.status()).isEqualTo(2);
        assertThat(exposed.output()).contains("allow-unauthenticated");
    }

    private static Ended command(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.assay.server.Main"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }
}
