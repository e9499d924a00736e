package dev.assay.server;

import dev.assay.server.ServerConfig.LogFormat;
import dev.assay.server.boot.Configuration;
import dev.assay.server.boot.ConfigurationSources;
import dev.assay.server.boot.Parsers;
import dev.assay.server.boot.Setting;
import dev.assay.server.clock.ClockConfig;
import dev.assay.server.grpc.GrpcConfig;
import dev.assay.server.grpc.GrpcConfig.Tls;
import dev.assay.server.job.schedule.ScheduleMode;
import dev.assay.server.objects.ObjectsConfig;
import dev.assay.server.store.PostgresSettings;
import dev.assay.server.web.WebConfig;
import dev.assay.server.work.WorkConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of a server, and how they become the records of its rooms. */
final class ServerSettings {
    private static final Function<String, Integer> PORT_RANGE = Parsers.integer(0, 65_535);
    private static final Function<String, Duration> NOT_NEGATIVE = Parsers.duration(Duration.ZERO);
    private static final Path NO_CREDENTIALS = Path.of("none");
    private static final Function<String, Integer> COUNT = Parsers.integer(1, 1_000_000);

    static final Setting<Path> CONFIG = Setting.of(
            "config",
            "FILE",
            null,
            Parsers::path,
            "A file of settings, one key=value a line (Java properties, UTF-8).");
    static final Setting<Integer> GRPC_PORT =
            Setting.of("grpc-port", "PORT", "50051", PORT_RANGE, "The port of gRPC; 0 takes a free one.");
    static final Setting<Integer> WEB_PORT = Setting.of(
            "web-port", "PORT", "8080", PORT_RANGE, "The port of REST, gRPC-Web and pages; 0 takes a free one.");
    static final Setting<InetAddress> BIND =
            Setting.of("bind", "ADDRESS", "127.0.0.1", ServerSettings::address, "The address both ports listen on.");
    static final Setting<Boolean> ALLOW_UNAUTHENTICATED = Setting.flag(
            "allow-unauthenticated",
            "Listen beyond this machine although this version asks nobody who they are: whoever reaches the ports"
                    + " may do anything.");
    static final Setting<List<String>> HOST_NAMES = Setting.of(
            "host-names",
            "NAME,...",
            "",
            Parsers::list,
            "Names that browsers may reach the web port by, beside localhost and the bound address.");
    static final Setting<Path> TLS_CERT =
            Setting.of("tls-cert", "FILE", null, Parsers::path, "The certificate chain of both ports, PEM.");
    static final Setting<Path> TLS_KEY =
            Setting.of("tls-key", "FILE", null, Parsers::path, "The private key of the certificate, PEM (PKCS #8).");
    static final Setting<Path> DATA_DIR = Setting.of(
            "data-dir",
            "DIR",
            "./assay-data",
            Parsers::path,
            "Where everything is kept, or with --database-url what is only temporary.");
    static final Setting<String> DATABASE_URL = Setting.of(
            "database-url",
            "URL",
            null,
            ServerSettings::databaseUrl,
            "A PostgreSQL to keep everything in, jdbc:postgresql://HOST:PORT/DATABASE; without it, a file in --data-dir.");
    static final Setting<String> DATABASE_USER =
            Setting.of("database-user", "NAME", null, text -> text, "The role to connect to the PostgreSQL as.");
    static final Setting<String> DATABASE_PASSWORD = new Setting<>(
            "database-password",
            "TEXT",
            "The role's password; better given in the environment or the file than on the command line, which others see.",
            null,
            text -> text,
            true);
    static final Setting<Integer> DATABASE_CONNECTIONS = Setting.of(
            "database-connections",
            "COUNT",
            "20",
            Parsers.integer(4, 1_000),
            "Most connections of this server to the PostgreSQL, half of them for writing.");
    static final Setting<Map<String, ObjectsConfig.Place>> BUCKET = Setting.of(
            "bucket",
            "NAME=PLACE,...",
            "",
            text -> ObjectsConfig.buckets(Parsers.list(text)),
            "Where the files of gs://NAME/ are: in a folder (NAME=DIR), in Cloud Storage (NAME=gs:) or there under"
                    + " another name (NAME=gs:REALNAME). Other buckets are refused.");
    static final Setting<URI> STORAGE_ENDPOINT = Setting.of(
            "storage-endpoint",
            "URL",
            null,
            ObjectsConfig::endpoint,
            "What to reach in the place of Google's Cloud Storage.");
    static final Setting<Path> STORAGE_CREDENTIALS = Setting.of(
            "storage-credentials",
            "FILE|none",
            null,
            Parsers::path,
            "The credentials for Cloud Storage, JSON as Google issues it; without it, the application default ones;"
                    + " none for an emulator.");
    static final Setting<ScheduleMode> SCHEDULE = Setting.of(
            "schedule",
            "days|exact",
            "days",
            Parsers.word(ScheduleMode.class),
            "What a job's schedule says: days between runs, at least one, or their exact times, UTC, to the minute.");
    static final Setting<LocalTime> RUN_AT = Setting.of(
            "run-at",
            "HH:MM",
            "10:00",
            Parsers::timeOfDay,
            "The time of day, UTC, at which runs start if schedules say days.");
    static final Setting<Duration> GROUND_TRUTH_WAIT = Setting.of(
            "ground-truth-wait",
            "TIME",
            "0s",
            NOT_NEGATIVE,
            "How long a run waits for ground truth that its rows still lack.");
    static final Setting<Duration> DELETED_JOB_LINGER = Setting.of(
            "deleted-job-linger", "TIME", "60s", NOT_NEGATIVE, "How long a deleted job is shown as STOPPED.");
    static final Setting<Duration> KEEP_SAMPLES = Setting.of(
            "keep-samples",
            "TIME",
            null,
            Parsers.duration(Duration.ofHours(1)),
            "How long sampled rows are kept; for ever if not given.");
    static final Setting<Integer> WORKERS =
            Setting.of("workers", "COUNT", "4", Parsers.integer(1, 256), "How many runs are worked on at once.");
    static final Setting<Duration> LEASE = Setting.of(
            "lease",
            "TIME",
            "20s",
            Parsers.duration(Duration.ofMillis(400)),
            "How long a run stays with a server that gives no sign of life.");
    static final Setting<Duration> POLL = Setting.of(
            "poll", "TIME", "2s", Parsers.duration(Duration.ofMillis(10)), "How often due work is looked for.");
    static final Setting<Integer> CALL_THREADS = Setting.of(
            "call-threads", "COUNT", "64", Parsers.integer(1, 4_096), "How many calls are worked on at once.");
    static final Setting<Integer> MAX_CALLS = Setting.of(
            "max-calls", "COUNT", "2000", COUNT, "Most calls under way, waiting ones included; more are refused.");
    static final Setting<Integer> MAX_STREAMS =
            Setting.of("max-streams", "COUNT", "10000", COUNT, "Most streams open at once; more are refused.");
    static final Setting<Duration> CALL_LIMIT = Setting.of(
            "call-limit",
            "TIME",
            "60s",
            Parsers.duration(Duration.ofMillis(1)),
            "How long a call may last whose client set no deadline.");
    static final Setting<Duration> STOP_LIMIT = Setting.of(
            "stop-limit", "TIME", "10s", NOT_NEGATIVE, "How long calls and steps may take to finish at the stop.");
    static final Setting<LogFormat> LOG_FORMAT = Setting.of(
            "log-format", "text|json", "text", Parsers.word(LogFormat.class), "How log lines on stderr look.");
    static final Setting<LogLevel> LOG_LEVEL = Setting.of(
            "log-level",
            "LEVEL",
            "info",
            Parsers.word(LogLevel.class),
            "The least severe lines that are logged: error, warn, info, debug or trace.");

    static final List<Setting<?>> ALL = List.of(
            CONFIG,
            GRPC_PORT,
            WEB_PORT,
            BIND,
            ALLOW_UNAUTHENTICATED,
            HOST_NAMES,
            TLS_CERT,
            TLS_KEY,
            DATA_DIR,
            DATABASE_URL,
            DATABASE_USER,
            DATABASE_PASSWORD,
            DATABASE_CONNECTIONS,
            BUCKET,
            STORAGE_ENDPOINT,
            STORAGE_CREDENTIALS,
            SCHEDULE,
            RUN_AT,
            GROUND_TRUTH_WAIT,
            DELETED_JOB_LINGER,
            KEEP_SAMPLES,
            WORKERS,
            LEASE,
            POLL,
            CALL_THREADS,
            MAX_CALLS,
            MAX_STREAMS,
            CALL_LIMIT,
            STOP_LIMIT,
            LOG_FORMAT,
            LOG_LEVEL);

    private ServerSettings() {}

    enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /**
     * The configuration that these sources make.
     *
     * @param owner names this process in the work it holds
     * @throws dev.assay.server.boot.ConfigurationException telling everything that is wrong
     */
    static ServerConfig read(ConfigurationSources sources, String owner) {
        Configuration from = Configuration.read(ALL, sources);
        InetAddress bind = from.get(BIND);
        if (!bind.isLoopbackAddress() && !from.get(ALLOW_UNAUTHENTICATED)) {
            from.problem("bind: " + bind.getHostAddress() + " can be reached from other machines, and this version asks"
                    + " nobody who they are; give --allow-unauthenticated if a trusted network or a proxy in front"
                    + " sees to that");
        }
        Tls tls = tls(from);
        GrpcConfig grpc = new GrpcConfig(
                new InetSocketAddress(bind, from.get(GRPC_PORT)),
                tls,
                from.get(CALL_THREADS),
                from.get(MAX_CALLS),
                from.get(MAX_STREAMS),
                from.get(CALL_LIMIT));
        WebConfig web = new WebConfig(
                new InetSocketAddress(bind, from.get(WEB_PORT)),
                tls == null ? null : tls.certificate(),
                tls == null ? null : tls.key(),
                from.get(HOST_NAMES));
        ServerConfig config = new ServerConfig(
                grpc,
                web,
                new WorkConfig(owner, from.get(LEASE)),
                new ClockConfig(from.get(WORKERS), from.get(POLL), from.get(LEASE)),
                new ServerConfig.Jobs(
                        from.get(SCHEDULE),
                        from.get(RUN_AT),
                        from.get(GROUND_TRUTH_WAIT),
                        from.get(DELETED_JOB_LINGER),
                        from.find(KEEP_SAMPLES)),
                objects(from),
                from.get(DATA_DIR),
                postgres(from),
                new ServerConfig.Process(
                        from.get(LOG_FORMAT), from.get(LOG_LEVEL).name(), from.get(STOP_LIMIT), from.shown()));
        from.throwIfWrong();
        return config;
    }

    private static @Nullable Tls tls(Configuration from) {
        Path certificate = from.find(TLS_CERT);
        Path key = from.find(TLS_KEY);
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            from.problem((key == null ? "tls-key" : "tls-cert") + ": must be given together with "
                    + (key == null ? "tls-cert" : "tls-key"));
            return null;
        }
        for (Path file : List.of(certificate, key)) {
            if (!Files.isReadable(file)) {
                from.problem((file.equals(key) ? "tls-key" : "tls-cert") + ": cannot read the file " + file);
            }
        }
        return new Tls(certificate, key);
    }

    private static @Nullable PostgresSettings postgres(Configuration from) {
        String url = from.find(DATABASE_URL);
        if (url == null) {
            for (Setting<?> setting : List.of(DATABASE_USER, DATABASE_PASSWORD)) {
                if (from.find(setting) != null) {
                    from.problem(setting.key() + ": means nothing without database-url");
                }
            }
            return null;
        }
        if (url.contains("password=")) {
            from.problem("database-url: must not carry a password, for it is logged; use database-password");
        }
        return new PostgresSettings(
                url, from.find(DATABASE_USER), from.find(DATABASE_PASSWORD), from.get(DATABASE_CONNECTIONS));
    }

    private static ObjectsConfig objects(Configuration from) {
        URI endpoint = from.find(STORAGE_ENDPOINT);
        Path file = from.find(STORAGE_CREDENTIALS);
        boolean anonymous = NO_CREDENTIALS.equals(file);
        ObjectsConfig objects = new ObjectsConfig(
                from.get(BUCKET), new ObjectsConfig.CloudAccess(endpoint, anonymous ? null : file, anonymous));
        objects.problems(from.get(DATA_DIR)).forEach(problem -> from.problem("bucket: " + problem));
        if (!objects.needsCloud()) {
            for (Setting<?> setting : List.of(STORAGE_ENDPOINT, STORAGE_CREDENTIALS)) {
                if (from.find(setting) != null) {
                    from.problem(setting.key() + ": means nothing without a bucket in Cloud Storage (NAME=gs:)");
                }
            }
            return objects;
        }
        if (file != null && !anonymous && !Files.isReadable(file)) {
            from.problem("storage-credentials: cannot read the file " + file);
        }
        if (endpoint != null && "http".equals(endpoint.getScheme()) && !anonymous) {
            from.problem("storage-endpoint: over http only with --storage-credentials=none, for others would travel"
                    + " in the clear");
        }
        return objects;
    }

    private static String databaseUrl(String text) {
        if (!text.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("must be a URL such as jdbc:postgresql://localhost:5432/assay");
        }
        return text;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("must be an address of this machine, such as 127.0.0.1 or 0.0.0.0", e);
        }
    }
}
