package dev.assay.server.whole;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, on free ports of the loopback address. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready grpc=(\\S+):(\\d+) web=(\\S+):(\\d+)");

    private final Process process;
    private final int grpcPort;
    private final int webPort;
    private final Duration startTime;

    private ServerProcess(Process process, int grpcPort, int webPort, Duration startTime) {
        this.process = process;
        this.grpcPort = grpcPort;
        this.webPort = webPort;
        this.startTime = startTime;
    }

    /** Starts {@code serve} over a data directory and waits until it is ready. */
    static ServerProcess start(Path dataDir, String... options) throws IOException {
        return start(List.of(), "dev.assay.server.Main", dataDir, options);
    }

    /** Starts a main class that takes the arguments of the server, in a JVM with the options given. */
    static ServerProcess start(List<String> jvmOptions, String mainClass, Path dataDir, String... options)
            throws IOException {
        List<String> command = command(jvmOptions, mainClass, 0, dataDir, options);
        Path log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(
                        dataDir.resolveSibling(dataDir.getFileName() + ".log").toFile())
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.append(line).append('\n');
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return new ServerProcess(
                        process,
                        Integer.parseInt(ready.group(2)),
                        Integer.parseInt(ready.group(4)),
                        Duration.ofNanos(System.nanoTime() - begun));
            }
        }
        throw new IOException("the server ended before it was ready; it printed: " + seen + Files.readString(log));
    }

    /** The command line of such a server; its web port is any. */
    static List<String> command(
            List<String> jvmOptions, String mainClass, int grpcPort, Path dataDir, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass, "serve"));
        command.addAll(List.of("--grpc-port", Integer.toString(grpcPort), "--web-port", "0"));
        command.addAll(List.of("--data-dir", dataDir.toString()));
        command.addAll(List.of(options));
        return command;
    }

    int grpcPort() {
        return grpcPort;
    }

    int webPort() {
        return webPort;
    }

    /** From the start of the process to its ready line. */
    Duration startTime() {
        return startTime;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as {@code kill -9} does, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** Waits until the process has ended by itself. */
    int await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the server did not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks it to stop, as {@code kill} does. */
    int stop() {
        process.destroy();
        return await();
    }

    @Override
    public void close() {
        kill();
    }
}
