package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Google's published client for Node, installed from its package. Without Node on the path tests that need it are skipped
 * and say so, and fail where {@code CI} is set.
 */
final class NodeClient {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final int LIMIT_SECONDS = 240;

    private final Path folder;

    private NodeClient(Path folder) {
        this.folder = folder;
    }

    /** Installs the pinned packages in a folder of the build, which later runs find there. */
    static NodeClient install() throws IOException, InterruptedException {
        requireNode();
        Path folder = Files.createDirectories(Path.of("target", "node"));
        for (String file : List.of("package.json", "package-lock.json", "client.js")) {
            Files.write(folder.resolve(file), Files.readAllBytes(SOURCES.resolve(file)));
        }
        run(folder, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        return new NodeClient(folder);
    }

    /** Runs one script of {@code client.js}; answers what it printed. */
    JsonObject run(int port, String script, JsonObject arguments) throws IOException, InterruptedException {
        String printed =
                run(folder, List.of("node", "client.js", Integer.toString(port), script, arguments.toString()));
        return JsonParser.parseString(printed).getAsJsonObject();
    }

    private static void requireNode() {
        try {
            run(Path.of("."), List.of("node", "--version"));
            run(Path.of("."), List.of("npm", "--version"));
        } catch (IOException | InterruptedException missing) {
            if (System.getenv("CI") != null) {
                throw new IllegalStateException("these tests need node and npm", missing);
            }
            System.err.println("SKIPPED: no node and npm on the path, so Google's client for Node is not tested");
            Assumptions.abort("needs node and npm");
        }
    }

    private static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("assay-node", ".out");
        Path err = Files.createTempFile("assay-node", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended).as("%s ended in time", command).isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", command, Files.readString(err, StandardCharsets.UTF_8))
                    .isZero();
            return Files.readString(out, StandardCharsets.UTF_8);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}
