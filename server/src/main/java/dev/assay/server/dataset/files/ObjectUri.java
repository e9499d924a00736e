package dev.assay.server.dataset.files;

import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Shown;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file or of a folder: {@code gs://bucket/path}. Whatever is one of these can be joined to a folder
 * without leaving it: the names between its slashes are never empty, {@code .} or {@code ..}.
 *
 * @param bucket lower-case letters, digits, and {@code - _ .} between them
 * @param path a folder's ends in a slash, or is empty for the whole bucket
 */
public record ObjectUri(String bucket, String path) {
    /** Most characters of a name that a client gives. */
    public static final int MAX_CHARS = 2_000;

    private static final String SCHEME = "gs://";
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,220}[a-z0-9])?");

    /** @throws IllegalArgumentException if bucket or path is not of the form */
    public ObjectUri {
        String wrong = mistake(bucket, path);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /**
     * Reads the name of a file.
     *
     * @throws InvalidArgument naming the field, if it is not of the form gs://bucket/path
     */
    public static ObjectUri parse(String field, String text) {
        ObjectUri uri = read(field, text, "gs://bucket/path", "");
        if (uri.isFolder()) {
            throw wrong(field, text, "gs://bucket/path", "it names no file");
        }
        return uri;
    }

    /**
     * Reads the name of a folder, with or without a slash at its end, or of a whole bucket.
     *
     * @throws InvalidArgument naming the field, if it is not of the form gs://bucket/folder/
     */
    public static ObjectUri parseFolder(String field, String text) {
        return read(field, text, "gs://bucket/folder/", "/");
    }

    /**
     * A file in this folder.
     *
     * @throws IllegalArgumentException if the name has a slash or cannot name a file
     */
    public ObjectUri child(String name) {
        if (!isFolder() || name.isEmpty() || name.contains("/")) {
            throw new IllegalArgumentException(Shown.value(name) + " names no file in " + this);
        }
        return new ObjectUri(bucket, path + name);
    }

    /** Whether this names a folder. */
    public boolean isFolder() {
        return path.isEmpty() || path.endsWith("/");
    }

    /** The names between the slashes of the path. */
    public List<String> segments() {
        return path.isEmpty() ? List.of() : List.of(path.split("/"));
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + path;
    }

    private static ObjectUri read(String field, String text, String form, String end) {
        if (text.length() > MAX_CHARS) {
            throw wrong(field, text, form, "it has more than " + MAX_CHARS + " characters");
        }
        if (!text.startsWith(SCHEME)) {
            throw wrong(field, text, form, "it does not begin with " + SCHEME);
        }
        String name = text.substring(SCHEME.length());
        int slash = name.indexOf('/');
        String bucket = slash < 0 ? name : name.substring(0, slash);
        String path = slash < 0 ? "" : name.substring(slash + 1);
        if (!path.isEmpty() && !path.endsWith("/")) {
            path += end;
        }
        String wrong = mistake(bucket, path);
        if (wrong != null) {
            throw wrong(field, text, form, wrong);
        }
        return new ObjectUri(bucket, path);
    }

    private static InvalidArgument wrong(String field, String text, String form, String why) {
        return InvalidArgument.of(field, "must have the form " + form + ", got " + Shown.value(text) + ": " + why);
    }

    private static @Nullable String mistake(String bucket, String path) {
        if (!BUCKET.matcher(bucket).matches()) {
            return "a bucket's name has 1 to 222 lower-case letters, digits, and -, _ or . between them";
        }
        if (path.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\')) {
            return "a path has no backslash and no control character";
        }
        if (path.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            return "a path is Unicode text";
        }
        if (path.isEmpty()) {
            return null;
        }
        String whole = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        for (String segment : whole.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return "no name between its slashes is empty, \".\" or \"..\"";
            }
        }
        return null;
    }
}
