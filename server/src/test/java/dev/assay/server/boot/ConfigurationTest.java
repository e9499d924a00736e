package dev.assay.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    private static final Setting<Integer> PORT =
            Setting.of("grpc-port", "PORT", "50051", Parsers.integer(0, 65_535), "The port.");
    private static final Setting<Duration> LEASE =
            Setting.of("lease", "TIME", "20s", Parsers.duration(Duration.ofMillis(100)), "The lease.");
    private static final Setting<Boolean> OPEN = Setting.flag("open", "Whether it is open.");
    private static final Setting<String> PASSWORD =
            new Setting<>("password", "TEXT", "A secret.", null, ConfigurationTest::password, true);
    private static final List<Setting<?>> ALL = List.of(PORT, LEASE, OPEN, PASSWORD);

    @TempDir
    Path directory;

    @Test
    void commandLine_winsOverEnvironment_overFile_overDefault() {
        Map<String, String> line = Map.of("grpc-port", "1");
        Map<String, String> environment = Map.of("ASSAY_GRPC_PORT", "2");
        Map<String, String> file = Map.of("grpc-port", "3");

        assertThat(read(line, environment, file).get(PORT)).isEqualTo(1);
        assertThat(read(Map.of(), environment, file).get(PORT)).isEqualTo(2);
        assertThat(read(Map.of(), Map.of(), file).get(PORT)).isEqualTo(3);
        assertThat(read(Map.of(), Map.of(), Map.of()).get(PORT)).isEqualTo(50_051);
    }

    @Test
    void settingWithoutDefault_isAbsent() {
        assertThat(read(Map.of(), Map.of(), Map.of()).find(PASSWORD)).isNull();
    }

    @Test
    void unknownNames_areRefused_withTheNearestKnownOne() {
        Configuration read = read(Map.of(), Map.of("ASSAY_GRPC_PROT", "1", "HOME", "/"), Map.of("leese", "20s"));

        assertThatThrownBy(read::throwIfWrong)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the file sets \"leese\", which is no setting; did you mean \"lease\"?")
                .hasMessageContaining(
                        "the environment sets ASSAY_GRPC_PROT, which is no setting; did you mean \"ASSAY_GRPC_PORT\"?");
    }

    @Test
    void variablesThatKubernetesAdds_areLeftAlone() {
        Map<String, String> links = Map.of(
                "ASSAY_SERVICE_HOST", "10.0.0.1",
                "ASSAY_SERVICE_PORT", "50051",
                "ASSAY_SERVICE_PORT_GRPC", "50051",
                "ASSAY_PORT", "tcp://10.0.0.1:50051",
                "ASSAY_PORT_50051_TCP_PROTO", "tcp",
                "ASSAY_GRPC_PORT", "tcp://10.0.0.1:50051");

        Configuration read = read(Map.of(), links, Map.of());

        read.throwIfWrong();
        assertThat(read.get(PORT)).isEqualTo(50_051);
    }

    @Test
    void allProblems_areToldAtOnce() {
        Configuration read = read(
                Map.of("grpc-port", "70000"),
                Map.of("ASSAY_LEASE", "soon"),
                Map.of("open", "perhaps", "nonsense", "1"));
        read.problem("two settings disagree");

        assertThatThrownBy(read::throwIfWrong)
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        wrong -> assertThat(wrong.problems()).hasSize(5))
                .hasMessageContaining("grpc-port (command line): must be a whole number from 0 to 65535, got \"70000\"")
                .hasMessageContaining("lease (environment): must be a number with a unit")
                .hasMessageContaining("open (file): must be true or false")
                .hasMessageContaining("nonsense")
                .hasMessageContaining("two settings disagree");
    }

    @Test
    void secrets_areMasked_inValuesAndProblems() {
        Configuration good = read(Map.of("password", "sesame-open"), Map.of(), Map.of());
        assertThat(good.find(PASSWORD)).isEqualTo("sesame-open");
        assertThat(good.shown())
                .containsEntry("password", "****** (command line)")
                .containsEntry("grpc-port", "50051 (default)");

        Configuration bad = read(Map.of("password", "pass"), Map.of(), Map.of());
        assertThatThrownBy(bad::throwIfWrong)
                .hasMessageContaining("password (command line): too short")
                .hasMessageNotContaining("\"pass\"");
    }

    @Test
    void file_isReadAsProperties() throws Exception {
        Path file = directory.resolve("assay.properties");
        Files.writeString(file, "# a remark\nlease = 500ms  \nopen: true\n");

        Configuration read = Configuration.read(ALL, ConfigurationSources.of(Map.of(), Map.of(), file));

        read.throwIfWrong();
        assertThat(read.get(LEASE)).isEqualTo(Duration.ofMillis(500));
        assertThat(read.get(OPEN)).isTrue();
    }

    @Test
    void missingFile_isAConfigurationError() {
        assertThatThrownBy(() -> ConfigurationSources.of(Map.of(), Map.of(), directory.resolve("none")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("there is no file");
    }

    @Test
    void durations_haveUnits() {
        assertThat(Parsers.duration(Duration.ZERO).apply("90m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(Parsers.duration(Duration.ZERO).apply("30d")).isEqualTo(Duration.ofDays(30));
        assertThatThrownBy(() -> Parsers.duration(Duration.ZERO).apply("20"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Parsers.duration(Duration.ofSeconds(1)).apply("999ms"))
                .hasMessage("must be at least 1000ms");
    }

    private static Configuration read(
            Map<String, String> line, Map<String, String> environment, Map<String, String> file) {
        return Configuration.read(ALL, new ConfigurationSources(line, environment, file));
    }

    private static String password(String text) {
        if (text.length() < 8) {
            throw new IllegalArgumentException("too short");
        }
        return text;
    }
}
