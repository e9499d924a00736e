package dev.assay.server.store;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL that one test has for itself, on a data directory that outlives its processes: it may be killed, stopped,
 * stalled and started again on the same port. Durable as in production.
 */
public final class OwnPostgres implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path binaries;
    private final Path directory;
    private final int port;
    private final List<String> asServer;
    private final Thread atExit = new Thread(this::kill);
    private Process postmaster;

    /** How a server is told to stop. */
    public enum Stop {
        /** Rolls back what is under way and writes everything out; connections are told. */
        FAST("INT"),
        /** Leaves at once, as in a crash; connections are told. */
        IMMEDIATE("QUIT");

        private final String signal;

        Stop(String signal) {
            this.signal = signal;
        }
    }

    private OwnPostgres(Path binaries, Path directory) throws IOException {
        this.binaries = binaries;
        this.directory = directory;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.asServer = asServer();
        if (asServer.contains("runuser")) {
            run(List.of("chown", "postgres", directory.toString()));
        }
        run(command(
                "initdb", "-D", directory.resolve("data").toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8"));
        this.postmaster = launch();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Makes one in a directory of its own and starts it. Tests without PostgreSQL are skipped: {@link PostgresForTests}. */
    public static OwnPostgres start() throws IOException {
        OwnPostgres server =
                new OwnPostgres(PostgresForTests.binaries(), Files.createTempDirectory("assay-own-postgresql"));
        try {
            server.awaitConnections();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** A JDBC URL of its superuser. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    /** A connection that gives up when the server does not answer. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url() + "&loginTimeout=5&socketTimeout=60");
    }

    /** Ends every process of it as {@code kill -9} does, stalled or not, and waits until they are gone. */
    public synchronized void kill() {
        signal("STOP", List.of(postmaster.toHandle()));
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(all);
    }

    /** Stops it and waits until its processes are gone. */
    public synchronized void stop(Stop how) {
        List<ProcessHandle> all = processes();
        signal(how.signal, List.of(postmaster.toHandle()));
        awaitEnd(all);
    }

    /** No process of it runs from now on; connections stay open and nothing answers. */
    public synchronized void stall() {
        signal("STOP", List.of(postmaster.toHandle()));
        signal("STOP", processes());
    }

    /** Ends a stall. */
    public synchronized void resume() {
        signal("CONT", processes());
    }

    /** Starts it again after a kill or a stop; returns when it takes connections. */
    public synchronized void restart() throws IOException {
        if (postmaster.isAlive()) {
            throw new IllegalStateException("PostgreSQL still runs");
        }
        postmaster = launch();
        awaitConnections();
    }

    /** Ends it and removes its files. */
    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            System.err.println("cannot remove " + directory + ": " + e.getMessage());
        }
    }

    /** The last lines that it logged. */
    public String log() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 50), lines.size()));
    }

    private Process launch() throws IOException {
        List<String> command =
                command("postgres", "-D", directory.resolve("data").toString(), "-p", "" + port);
        for (String setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=200",
                "fsync=on",
                "full_page_writes=on",
                "synchronous_commit=on")) {
            command.addAll(List.of("-c", setting));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    private void awaitConnections() {
        Awaitility.await()
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    try (Connection connection = connect()) {
                        return connection.isValid(5);
                    }
                });
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(postmaster.toHandle()), postmaster.descendants())
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            // One of them may have ended meanwhile, of which kill complains: that is as good.
            new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** PostgreSQL refuses to run as root: then it runs as nobody of a user namespace, or as its own user. */
    private static List<String> asServer() {
        if (!ROOT) {
            return List.of();
        }
        try {
            run(List.of("unshare", "-U", "true"));
            return List.of("unshare", "-U");
        } catch (IOException e) {
            return List.of("runuser", "-u", "postgres", "--");
        }
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(asServer);
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
