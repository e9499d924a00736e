package dev.assay.server.vocabulary;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A full resource name, such as {@code projects/p/evaluationJobs/0r6k…}: its kind and the ids in it, outermost first.
 * Ids are never empty and hold no slash, white space or control character.
 */
public record ResourceName(ResourceKind kind, List<String> ids) implements Comparable<ResourceName> {
    private static final int MAX_ID_CHARACTERS = 256;

    public ResourceName {
        ids = List.copyOf(ids);
        if (ids.size() != kind.depth() || !ids.stream().allMatch(ResourceName::isId)) {
            throw new IllegalArgumentException(ids + " are not the ids of " + kind.pattern());
        }
    }

    /** By hand: an export makes millions of names, and a pattern takes longer for each than all else that is done to it. */
    private static boolean isId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '/' || c == 0x7f) {
                return false;
            }
        }
        return !text.isEmpty() && text.codePointCount(0, text.length()) <= MAX_ID_CHARACTERS;
    }

    /** The name of a kind from its ids, outermost first. */
    public static ResourceName of(ResourceKind kind, String... ids) {
        return new ResourceName(kind, List.of(ids));
    }

    /**
     * Reads a name that a client sent.
     *
     * @param field the request's field, in proto spelling, for the error
     * @throws InvalidArgument if the text is not a name of this kind
     */
    public static ResourceName parse(ResourceKind kind, String field, String text) {
        ResourceName name = tryParse(kind, text);
        if (name == null) {
            throw InvalidArgument.of(field, "must have the form " + kind.pattern() + ", got " + Shown.value(text));
        }
        return name;
    }

    /** Reads a name, or answers null if it has another form. */
    public static @Nullable ResourceName tryParse(ResourceKind kind, String text) {
        String[] parts = text.split("/", -1);
        if (!kind.collectionsMatch(parts)) {
            return null;
        }
        List<String> ids = new ArrayList<>();
        for (int i = 1; i < parts.length; i += 2) {
            if (!isId(parts[i])) {
                return null;
            }
            ids.add(parts[i]);
        }
        return new ResourceName(kind, ids);
    }

    /**
     * Reads a name that this class wrote, whatever its kind.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ResourceName read(String text) {
        ResourceKind kind = ResourceKind.of(text);
        ResourceName name = kind == null ? null : tryParse(kind, text);
        if (name == null) {
            throw new IllegalArgumentException("no resource name: " + Shown.value(text));
        }
        return name;
    }

    /** The project's id. */
    public String project() {
        return ids.get(0);
    }

    /** The last id: that of the resource itself. */
    public String id() {
        return ids.get(ids.size() - 1);
    }

    /** The name of a resource directly below this one. */
    public ResourceName child(ResourceKind childKind, String id) {
        List<String> all = new ArrayList<>(ids);
        all.add(id);
        return new ResourceName(childKind, all);
    }

    /** The enclosing resource of the given kind. */
    public ResourceName ancestor(ResourceKind ancestorKind) {
        if (!kind.isBelow(ancestorKind)) {
            throw new IllegalArgumentException(kind + " is not below " + ancestorKind);
        }
        return new ResourceName(ancestorKind, ids.subList(0, ancestorKind.depth()));
    }

    @Override
    public int compareTo(ResourceName other) {
        return toString().compareTo(other.toString());
    }

    /** The name as it travels. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int level = 0; level < ids.size(); level++) {
            text.append(level == 0 ? "" : "/")
                    .append(kind.collection(level))
                    .append('/')
                    .append(ids.get(level));
        }
        return text.toString();
    }
}
