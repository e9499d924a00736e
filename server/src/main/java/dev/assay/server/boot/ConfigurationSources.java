package dev.assay.server.boot;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where values come from, the strongest first.
 *
 * @param commandLine by setting key
 * @param environment by variable name; those that do not begin with {@code ASSAY_} are left alone
 * @param file by setting key
 */
public record ConfigurationSources(
        Map<String, String> commandLine, Map<String, String> environment, Map<String, String> file) {
    public ConfigurationSources {
        commandLine = Map.copyOf(commandLine);
        environment = Map.copyOf(environment);
        file = Map.copyOf(file);
    }

    /**
     * Sources with a file of Java properties in UTF-8, or without one.
     *
     * @throws ConfigurationException if the file cannot be read
     */
    public static ConfigurationSources of(
            Map<String, String> commandLine, Map<String, String> environment, @Nullable Path file) {
        return new ConfigurationSources(commandLine, environment, file == null ? Map.of() : read(file));
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(List.of("config: there is no file " + file));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(List.of("config: cannot read " + file + ": " + e.getMessage()));
        }
        Map<String, String> values = new HashMap<>();
        properties.forEach((key, value) -> values.put((String) key, ((String) value).strip()));
        return values;
    }
}
