package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectUri;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where buckets are.
 *
 * @param buckets by the name that {@code gs://} URIs give them
 * @param cloud how Cloud Storage is reached, if a bucket is there
 */
public record ObjectsConfig(Map<String, Place> buckets, CloudAccess cloud) {
    private static final String CLOUD = "gs:";

    public ObjectsConfig {
        buckets = Map.copyOf(buckets);
    }

    /** Where one bucket is. */
    public sealed interface Place {}

    /** A bucket that is a folder. */
    public record Folder(Path path) implements Place {}

    /** A bucket that is one of Cloud Storage, maybe of another name. */
    public record CloudPlace(String bucket) implements Place {}

    /**
     * How Cloud Storage is reached.
     *
     * @param endpoint null for Google's own
     * @param credentials a JSON file; null for the application default ones
     * @param anonymous no credentials at all
     */
    public record CloudAccess(
            @Nullable URI endpoint, @Nullable Path credentials, boolean anonymous) {}

    /**
     * Reads mappings {@code NAME=DIR}, {@code NAME=gs:} and {@code NAME=gs:REALNAME}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static Map<String, Place> buckets(List<String> mappings) {
        Map<String, Place> buckets = new LinkedHashMap<>();
        for (String mapping : mappings) {
            int equals = mapping.indexOf('=');
            if (equals < 0 || equals == mapping.length() - 1) {
                throw new IllegalArgumentException("must be NAME=DIR, NAME=gs: or NAME=gs:REALNAME");
            }
            String name = bucket(mapping.substring(0, equals));
            if (buckets.put(name, place(name, mapping.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("must map a bucket once, and maps " + name + " twice");
            }
        }
        return buckets;
    }

    /**
     * Reads the address of a server that speaks Cloud Storage's JSON.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("must be a URL: " + e.getReason(), e);
        }
        throw new IllegalArgumentException("must be a URL such as http://127.0.0.1:4443");
    }

    /** What is wrong with the places of buckets, a sentence each; the data directory is nobody's to read and write. */
    public List<String> problems(Path dataDirectory) {
        List<String> problems = new ArrayList<>();
        buckets.forEach((name, place) -> {
            if (place instanceof Folder folder) {
                String problem = problem(folder.path(), real(dataDirectory));
                if (problem != null) {
                    problems.add(name + ": " + problem);
                }
            }
        });
        return problems;
    }

    /** Whether any bucket is in Cloud Storage. */
    public boolean needsCloud() {
        return buckets.values().stream().anyMatch(CloudPlace.class::isInstance);
    }

    private static @Nullable String problem(Path folder, Path data) {
        if (!Files.isDirectory(folder)) {
            return "there is no folder " + folder;
        }
        Path real = real(folder);
        return real.startsWith(data) || data.startsWith(real)
                ? "the folder " + folder + " must neither hold nor be in the data directory"
                : null;
    }

    /** The path without links, as far as it exists. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path there = absolute; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(absolute));
            } catch (IOException e) {
                // Not there yet; the folder above may be.
            }
        }
        return absolute;
    }

    private static Place place(String name, String text) {
        if (!text.startsWith(CLOUD)) {
            try {
                return new Folder(Path.of(text));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("must map " + name + " to a folder: " + e.getReason(), e);
            }
        }
        String real = text.substring(CLOUD.length());
        return new CloudPlace(real.isEmpty() ? name : bucket(real));
    }

    private static String bucket(String name) {
        try {
            return new ObjectUri(name, "").bucket();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must have names of buckets: " + e.getMessage(), e);
        }
    }
}
