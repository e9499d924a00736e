package dev.assay.server.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that the machine has, on a data directory of its own; PostgreSQL refuses to run as root. */
final class InstalledPostgres {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path binaries;
    private final Path directory;

    InstalledPostgres(Path binaries) throws IOException {
        this.binaries = binaries;
        this.directory = Files.createTempDirectory("assay-postgresql");
    }

    /** Starts it; answers the URL of its superuser. It ends with this process. */
    String start() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        if (ROOT) {
            run(List.of("chown", "postgres", directory.toString()));
        }
        String data = directory.resolve("data").toString();
        run(asServer("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"));
        String options = "-p " + port + " -k " + directory + " -c listen_addresses=127.0.0.1 -c max_connections=500";
        run(asServer("pg_ctl", "-D", data, "-w", "-l", directory.resolve("log").toString(), "-o", options, "start"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(data)));
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    private void stop(String data) {
        try {
            run(asServer("pg_ctl", "-D", data, "-m", "immediate", "stop"));
        } catch (IOException e) {
            System.err.println("cannot stop PostgreSQL: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> asServer(String program, String... arguments) {
        List<String> command = new ArrayList<>(ROOT ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        // The server that pg_ctl starts inherits its output: a pipe would never end.
        Path output = Files.createTempFile("assay-postgresql", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
        }
    }
}
