package dev.assay.server;

import dev.assay.server.boot.ConfigurationSources;
import dev.assay.server.boot.Parsers;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** Serves until the process is told to stop. */
@Command(
        name = "serve",
        description = {
            "Runs the server until it is stopped (SIGTERM or Ctrl-C).",
            "Each option can also be set in the environment (ASSAY_GRPC_PORT for --grpc-port) and in the file of"
                    + " --config (grpc-port=...); the command line wins over the environment, that over the file.",
            "Times have a unit: 500ms, 20s, 5m, 1h, 30d. Lists have commas; their options may be repeated instead."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ServerConfig config = ServerSettings.read(sources(spec, System.getenv()), owner());
        Logging.configure(config.process());
        AssayServer server = AssayServer.start(config, InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        announce(server, System.out);
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }

    /** Being told to stop and doing so in order is success; the JVM by itself would exit with the signal's number. */
    private static void stop(AssayServer server) {
        server.close();
        Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
    }

    private static void announce(AssayServer server, PrintStream out) {
        out.println("ready grpc=" + shown(server.grpcAddress()) + " web=" + shown(server.webAddress()));
        out.flush();
    }

    static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    static String owner() {
        return "pid-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    }

    /** What the options of the command line say, and where else to look. */
    static ConfigurationSources sources(CommandSpec spec, Map<String, String> environment) {
        Map<String, String> given = new HashMap<>();
        for (OptionSpec option : spec.options()) {
            String key = option.longestName().substring(2);
            if (ServerSettings.ALL.stream().noneMatch(s -> s.key().equals(key))) {
                continue;
            }
            if (option.getValue() instanceof String text) {
                given.put(key, text);
            } else if (option.getValue() instanceof List<?> texts) {
                given.put(key, texts.stream().map(String::valueOf).collect(Collectors.joining(",")));
            }
        }
        String file =
                given.getOrDefault(ServerSettings.CONFIG.key(), environment.get(ServerSettings.CONFIG.variable()));
        @Nullable Path path = file == null ? null : Parsers.path(file);
        return ConfigurationSources.of(given, environment, path);
    }
}
