package dev.assay.server.whole;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of several servers over one database: always on the same port, in one process after the other. */
final class Replica implements AutoCloseable {
    /** Compiling less suits processes that live for seconds. */
    private static final List<String> JVM =
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");

    /** Above the limit of the server for a stop. */
    private static final int STOP_SECONDS = 25;

    private static final Pattern UNFORESEEN = Pattern.compile(
            "failed unforeseen|Exception in thread|INTERNAL|IllegalStateException|NullPointerException");

    private final int port;
    private final Path data;
    private final String[] options;
    private final Thread atExit = new Thread(this::kill);
    private @Nullable Process process;
    private boolean stalled;

    Replica(Path data, String... options) throws IOException {
        this.data = data;
        this.options = options;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    int port() {
        return port;
    }

    /** Begins to start it; takes calls some seconds later. */
    synchronized void start() throws IOException {
        if (isAlive()) {
            throw new IllegalStateException("the server still runs");
        }
        process = new ProcessBuilder(ServerProcess.command(JVM, "dev.assay.server.Main", port, data, options))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        stalled = false;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized boolean isStalled() {
        return stalled;
    }

    /** Ends it as {@code kill -9} does. */
    synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            await(process);
        }
    }

    /** Asks it to stop; answers how it ended, or null if it does not. */
    @Nullable
    Integer stop() {
        Process stopping;
        synchronized (this) {
            stopping = process;
        }
        if (stopping == null) {
            return 0;
        }
        stopping.destroy();
        return await(stopping) ? stopping.exitValue() : null;
    }

    /** It runs no longer, and knows nothing of it. */
    synchronized void stall() throws IOException {
        if (isAlive()) {
            signal("STOP");
            stalled = true;
        }
    }

    /** Ends a stall. */
    synchronized void resume() throws IOException {
        if (isAlive()) {
            signal("CONT");
        }
        stalled = false;
    }

    /** What its processes logged that no fault from outside explains. */
    List<String> unforeseen() throws IOException {
        try (Stream<String> lines = Files.lines(log())) {
            return lines.filter(line -> UNFORESEEN.matcher(line).find()).toList();
        }
    }

    Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void signal(String signal) throws IOException {
        Process target = process;
        if (target != null) {
            await(new ProcessBuilder("kill", "-" + signal, Long.toString(target.pid())).start());
        }
    }

    private static boolean await(Process ending) {
        try {
            return ending.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
