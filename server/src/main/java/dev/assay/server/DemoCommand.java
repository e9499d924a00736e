package dev.assay.server;

import dev.assay.client.Channels;
import dev.assay.server.boot.ConfigurationSources;
import dev.assay.server.command.DigitsDemo;
import dev.assay.server.command.Progress;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A server of its own with something in it, to look around. */
@Command(
        name = "demo",
        description = "Starts a server on free ports, evaluates a classifier of digits on it, and shows the figures.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--exit", description = "Stop when the figures are shown, instead of serving until Ctrl-C.")
    private boolean exit;

    @Override
    public Integer call() throws Exception {
        System.out.println("a server of its own evaluates a classifier of handwritten digits ...");
        Path directory = Files.createTempDirectory("assay-demo");
        ServerConfig config = ServerSettings.read(
                new ConfigurationSources(
                        Map.of(
                                "grpc-port", "0",
                                "web-port", "0",
                                "data-dir", directory.toString(),
                                "log-level", "warn"),
                        Map.of(),
                        Map.of()),
                ServeCommand.owner());
        Logging.configure(config.process());
        AssayServer server = AssayServer.start(config, InstantSource.system());
        Thread hook = new Thread(() -> stop(server, directory), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        show(server, System.out);
        if (!exit) {
            new CountDownLatch(1).await();
        }
        return CommandLine.ExitCode.OK;
    }

    private void show(AssayServer server, PrintStream out) throws IOException, InterruptedException {
        String grpc = ServeCommand.shown(server.grpcAddress());
        String web = ServeCommand.shown(server.webAddress());
        ManagedChannel channel = Channels.plaintext(grpc).build();
        try {
            DigitsDemo.Outcome outcome;
            try (Progress progress = Progress.onTerminal()) {
                outcome = new DigitsDemo(channel, InstantSource.system(), progress).run();
            }
            out.println();
            outcome.print(out);
            out.println();
            if (exit) {
                out.println("without --exit the server stays, to look around");
            } else {
                invite(outcome, grpc, web, out);
            }
            out.println();
            out.println(outcome.line());
            out.flush();
        } finally {
            channel.shutdownNow();
        }
    }

    private static void invite(DigitsDemo.Outcome outcome, String grpc, String web, PrintStream out) {
        out.println("the server stays until Ctrl-C; try");
        out.println("  grpcurl -plaintext -d '{\"name\": \"" + outcome.job() + "\"}' " + grpc
                + " google.cloud.datalabeling.v1beta1.DataLabelingService/GetEvaluationJob");
        out.println("  curl http://" + web + "/v1beta1/" + outcome.job());
        out.println("  curl http://" + web + "/v1/" + outcome.report().getEvaluation() + "/report");
    }

    private static void stop(AssayServer server, Path directory) {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("cannot remove " + directory + ": " + e.getMessage());
        }
    }
}
