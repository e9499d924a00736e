package dev.assay.server.boot;

import java.util.List;

/** The configuration cannot be used: everything that is wrong with it, one sentence each. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong; never empty. */
    public List<String> problems() {
        return problems;
    }
}
