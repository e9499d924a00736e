package dev.assay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a process of its own. */
class ServeProcessTest {
    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void killWhatRuns() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void readyLine_namesBothPorts_andSigtermStopsInOrder_withStatus0() throws Exception {
        Process server = start("serve", "--grpc-port=0", "--web-port=0", "--data-dir=" + directory.resolve("data"));
        String ready = firstLine(server);
        assertThat(ready).matches("ready grpc=127\\.0\\.0\\.1:\\d+ web=127\\.0\\.0\\.1:\\d+");
        List<Integer> ports = List.of(port(ready, "grpc="), port(ready, "web="));
        for (int port : ports) {
            new Socket("127.0.0.1", port).close();
        }

        server.destroy();

        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
        for (int port : ports) {
            Assertions.assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> new Socket("127.0.0.1", port));
        }
        String log = log();
        assertThat(log).contains("data-dir = ").contains("(command line)");
        assertThat(log.indexOf("stopped the readiness")).isPositive().isLessThan(log.indexOf("stopped the web door"));
        assertThat(log.indexOf("stopped the gRPC door")).isLessThan(log.indexOf("stopped the clock door"));
        assertThat(log.indexOf("stopped the clock door")).isLessThan(log.indexOf("stopped the store"));
    }

    @Test
    void secondServerOnTheSameData_isRefused() throws Exception {
        String data = "--data-dir=" + directory.resolve("data");
        firstLine(start("serve", "--grpc-port=0", "--web-port=0", data));

        Process second = start("serve", "--grpc-port=0", "--web-port=0", data);

        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(log()).contains("another server is working in");
    }

    @Test
    void wrongConfiguration_isToldWhole_withStatus2() throws Exception {
        Path file = Files.writeString(directory.resolve("c.properties"), "leese=1s\n");

        Process server = start("serve", "--bind=0.0.0.0", "--web-port=x", "--tls-cert=c.pem", "--config=" + file);

        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isEqualTo(2);
        assertThat(log())
                .contains("--allow-unauthenticated")
                .contains("web-port (command line)")
                .contains("tls-key: must be given together with tls-cert")
                .contains("did you mean \"lease\"?");
    }

    @Test
    void jsonLog_isOneObjectALine() throws Exception {
        firstLine(start(
                "serve", "--grpc-port=0", "--web-port=0", "--log-format=json", "--data-dir=" + directory.resolve("d")));

        assertThat(log().lines())
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line).startsWith("{\"@timestamp\":").endsWith("}"));
    }

    @Test
    void killedServers_leaveNoTemporaryFiles_andOneLibraryInTheDataDirectory() throws Exception {
        Path data = directory.resolve("data");
        for (int i = 0; i < 2; i++) {
            Process server = start("serve", "--grpc-port=0", "--web-port=0", "--data-dir=" + data);
            assertThat(firstLine(server)).startsWith("ready ");
            server.destroyForcibly().waitFor();
        }

        assertThat(directory.resolve("tmp")).isEmptyDirectory();
        assertThat(data.resolve("native")).isDirectoryContaining("regex:.*sqlitejdbc.*");
        try (Stream<Path> files = Files.list(data.resolve("native"))) {
            assertThat(files).hasSize(1);
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "dev.assay.server.Main"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        return String.valueOf(out.readLine());
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private static int port(String ready, String door) {
        String address = ready.substring(ready.indexOf(door) + door.length()).split(" ")[0];
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
