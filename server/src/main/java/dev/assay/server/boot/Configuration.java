package dev.assay.server.boot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The effective values of a list of settings: command line before environment before file before default. Problems are
 * collected, so that {@link #throwIfWrong} tells all of them at once.
 */
public final class Configuration {
    private static final String MASK = "******";
    /** What Kubernetes puts into the environment of every pod beside a service named {@code assay…}. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("ASSAY_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP)(_\\w+)?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp)://.*");

    private final Map<String, Setting<?>> settings;
    private final ConfigurationSources sources;
    private final Map<String, Value> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private record Value(@Nullable Object parsed, String text, String origin) {}

    private Configuration(List<Setting<?>> settings, ConfigurationSources sources) {
        this.settings = settings.stream().collect(Collectors.toMap(Setting::key, Function.identity()));
        this.sources = sources;
    }

    /** Reads every setting and looks for names that no setting has. */
    public static Configuration read(List<Setting<?>> settings, ConfigurationSources sources) {
        Configuration configuration = new Configuration(settings, sources);
        configuration.refuseUnknown();
        settings.forEach(configuration::resolve);
        return configuration;
    }

    /** The value of a setting that has a default. If it could not be read, the default stands in until the throw. */
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        T value = find(setting);
        if (value == null) {
            throw new IllegalStateException(setting.key() + " has no value");
        }
        return value;
    }

    /** The value of a setting, or null if it was given none. */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T find(Setting<T> setting) {
        Value value = values.get(setting.key());
        return value == null ? null : (T) value.parsed();
    }

    /** Notes a problem that settings have together. */
    public void problem(String sentence) {
        problems.add(sentence);
    }

    /** Ends the reading: throws all problems, if there were any. */
    public void throwIfWrong() {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    /** The effective values and where they came from, by key, secrets masked. */
    public Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        values.forEach((key, value) -> {
            Setting<?> setting = settings.get(key);
            boolean masked = setting != null && setting.secret();
            shown.put(key, (masked ? MASK : value.text()) + " (" + value.origin() + ")");
        });
        return shown;
    }

    private void resolve(Setting<?> setting) {
        String variable = sources.environment().get(setting.variable());
        if (sources.commandLine().containsKey(setting.key())) {
            parse(setting, sources.commandLine().get(setting.key()), "command line");
        } else if (variable != null && !isServiceLink(setting.variable(), variable)) {
            parse(setting, variable, "environment");
        } else if (sources.file().containsKey(setting.key())) {
            parse(setting, sources.file().get(setting.key()), "file");
        } else {
            parse(setting, setting.standard(), "default");
        }
    }

    private void parse(Setting<?> setting, @Nullable String text, String origin) {
        if (text == null) {
            return;
        }
        try {
            values.put(setting.key(), new Value(setting.parser().apply(text), text, origin));
        } catch (IllegalArgumentException e) {
            String shown = setting.secret() ? "" : ", got \"" + text + "\"";
            problems.add(setting.key() + " (" + origin + "): " + e.getMessage() + shown);
            parse(setting, setting.standard(), "default");
        }
    }

    private void refuseUnknown() {
        sources.file().keySet().stream()
                .filter(key -> !settings.containsKey(key))
                .sorted()
                .forEach(key -> problems.add(
                        "the file sets \"" + key + "\", which is no setting" + nearest(key, settings.keySet())));
        List<String> variables =
                settings.values().stream().map(Setting::variable).toList();
        sources.environment().entrySet().stream()
                .filter(entry -> Setting.isVariable(entry.getKey()) && !variables.contains(entry.getKey()))
                .filter(entry -> !isServiceLink(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(name -> problems.add(
                        "the environment sets " + name + ", which is no setting" + nearest(name, variables)));
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || SERVICE_ADDRESS.matcher(value).matches();
    }

    private static String nearest(String name, Collection<String> known) {
        return "; did you mean \"" + NearestName.of(name, known) + "\"?";
    }
}
