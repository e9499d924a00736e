package dev.assay.server.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a {@code google.api.http} binding, such as {@code /v1/{name=projects/*&#47;runs/*}:retry}: literal
 * segments, {@code *} for one segment, {@code **} for the rest, variables in braces, and a verb after the last colon.
 */
final class PathTemplate {
    private static final Pattern PART = Pattern.compile("\\{([a-z0-9_.]+)(?:=([^}]*))?}|\\*\\*|\\*");

    private final Pattern pattern;
    private final List<String> variables = new ArrayList<>();
    private final boolean verb;

    PathTemplate(String template) {
        verb = template.lastIndexOf(':') > Math.max(template.lastIndexOf('/'), template.lastIndexOf('}'));
        pattern = Pattern.compile(expression(template, true));
    }

    /** The values of the variables by field path, decoded; empty if the path is of another form. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            // A plus sign stands for itself in a path; the decoder is made for forms, where it stands for a blank.
            String value = matcher.group(i + 1).replace("+", "%2B");
            values.put(variables.get(i), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return Optional.of(values);
    }

    /** Whether it ends in a verb; such templates are tried before those whose last wildcard would take the verb too. */
    boolean hasVerb() {
        return verb;
    }

    private String expression(String template, boolean outer) {
        StringBuilder expression = new StringBuilder();
        Matcher part = PART.matcher(template);
        int end = 0;
        while (part.find()) {
            expression.append(Pattern.quote(template.substring(end, part.start())));
            end = part.end();
            if (part.group().equals("**")) {
                expression.append(".+");
            } else if (part.group().equals("*")) {
                expression.append("[^/]+");
            } else if (outer) {
                variables.add(part.group(1));
                String inner = part.group(2) == null ? "*" : part.group(2);
                expression.append('(').append(expression(inner, false)).append(')');
            } else {
                throw new IllegalArgumentException("a variable inside a variable: " + template);
            }
        }
        return expression.append(Pattern.quote(template.substring(end))).toString();
    }
}
