package dev.assay.server.boot;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be configured.
 *
 * @param key as in {@code grpc-port}: {@code --grpc-port} on the command line, {@code ASSAY_GRPC_PORT} in the
 *     environment, {@code grpc-port} in the file
 * @param sample stands for the value in the usage, as in {@code PORT}; empty for a switch, which is true or false; ending
 *     in {@code ,...} for a list, whose option may be repeated
 * @param meaning for people, one sentence
 * @param standard the text of the default; null if the setting may be absent
 * @param parser reads a text, throwing IllegalArgumentException with what was expected
 * @param secret whether the value must never be shown
 */
public record Setting<T>(
        String key,
        String sample,
        String meaning,
        @Nullable String standard,
        Function<String, T> parser,
        boolean secret) {
    private static final String ENVIRONMENT_PREFIX = "ASSAY_";
    private static final String MORE = ",...";

    /** A setting that is not secret. */
    public static <T> Setting<T> of(
            String key, String sample, @Nullable String standard, Function<String, T> parser, String meaning) {
        return new Setting<>(key, sample, meaning, standard, parser, false);
    }

    /** A switch: off unless it is given. */
    public static Setting<Boolean> flag(String key, String meaning) {
        return of(key, "", "false", Parsers::bool, meaning);
    }

    /** Whether the option takes no value on the command line. */
    public boolean isFlag() {
        return sample.isEmpty();
    }

    /** Whether the value is a list: between commas, or in as many options on the command line. */
    public boolean isList() {
        return sample.endsWith(MORE);
    }

    /** The option's name on the command line. */
    public String option() {
        return "--" + key;
    }

    /** The variable's name in the environment. */
    public String variable() {
        return ENVIRONMENT_PREFIX + key.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    }

    static boolean isVariable(String name) {
        return name.startsWith(ENVIRONMENT_PREFIX);
    }
}
