package dev.assay.server.objects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of Cloud Storage's JSON over HTTP as reading and writing takes: metadata, media, resumable uploads. Beside the
 * library's own stand-in, which has no HTTP, it shows what really travels.
 */
final class CloudStorageServer implements AutoCloseable {
    private static final Pattern META = Pattern.compile("/storage/v1/b/([^/]+)/o/([^/]+)");
    private static final Pattern MEDIA = Pattern.compile("/download/storage/v1/b/([^/]+)/o/([^/]+)");
    private static final Pattern UPLOAD = Pattern.compile("/upload/storage/v1/b/([^/]+)/o");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String bucket;
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Deque<Integer> refusals = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Integer> uploadedSizes = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    private record Stored(byte[] bytes, long generation, String type, String encoding) {}

    private record Upload(String name, String type, ByteArrayOutputStream bytes) {}

    private record Answer(int code, String body, Map<String, String> headers) {}

    CloudStorageServer(String bucket) throws IOException {
        this.bucket = bucket;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers the next requests with these codes. */
    synchronized void refuse(int... codes) {
        Arrays.stream(codes).forEach(refusals::add);
    }

    /** Method and kind of each request so far. */
    List<String> requests() {
        return requests;
    }

    /** Sizes of the parts of uploads so far. */
    List<Integer> uploadedSizes() {
        return uploadedSizes;
    }

    /** What requests authorised themselves with. */
    List<String> authorizations() {
        return authorizations;
    }

    String type(String name) {
        return objects.get(name).type();
    }

    void put(String name, byte[] bytes, String encoding) {
        objects.put(name, new Stored(bytes, numbers.incrementAndGet(), "text/csv", encoding));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            URI uri = exchange.getRequestURI();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(String.valueOf(authorization));
            Integer refusal = refusal();
            if (refusal != null) {
                requests.add("refused");
                answer(exchange, error(refusal));
                return;
            }
            Matcher media = MEDIA.matcher(uri.getRawPath());
            Matcher meta = META.matcher(uri.getRawPath());
            Matcher upload = UPLOAD.matcher(uri.getRawPath());
            if (uri.getPath().equals("/token")) {
                requests.add("token");
                answer(
                        exchange,
                        json("{\"access_token\":\"secret-token\",\"token_type\":\"Bearer\",\"expires_in\":3600}"));
            } else if (media.matches()) {
                requests.add("media");
                media(exchange, decoded(media.group(1)), decoded(media.group(2)), query(uri, "generation"));
            } else if (meta.matches()) {
                requests.add("metadata");
                answer(exchange, metadata(decoded(meta.group(1)), decoded(meta.group(2))));
            } else if (upload.matches()) {
                requests.add("begin");
                answer(
                        exchange,
                        begin(decoded(upload.group(1)), query(uri, "name"), new String(body, StandardCharsets.UTF_8)));
            } else if (uploads.containsKey(uri.getPath())) {
                requests.add("part");
                uploadedSizes.add(body.length);
                answer(
                        exchange,
                        part(uri.getPath(), exchange.getRequestHeaders().getFirst("Content-Range"), body));
            } else {
                answer(exchange, error(404));
            }
        }
    }

    private synchronized Integer refusal() {
        return refusals.poll();
    }

    private Answer metadata(String in, String name) {
        Stored stored = in.equals(bucket) ? objects.get(name) : null;
        return stored == null ? error(404) : json(metadata(name, stored));
    }

    private String metadata(String name, Stored stored) {
        String encoding = stored.encoding().isEmpty() ? "" : ",\"contentEncoding\":\"" + stored.encoding() + "\"";
        return "{\"kind\":\"storage#object\",\"bucket\":\"" + bucket + "\",\"name\":\"" + name + "\",\"size\":\""
                + stored.bytes().length + "\",\"generation\":\"" + stored.generation() + "\"" + encoding + "}";
    }

    private void media(HttpExchange exchange, String in, String name, String generation) throws IOException {
        Stored stored = in.equals(bucket) ? objects.get(name) : null;
        if (stored == null || !String.valueOf(stored.generation()).equals(generation)) {
            answer(exchange, error(404));
            return;
        }
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        int length = stored.bytes().length;
        int from = range.matches() ? Integer.parseInt(range.group(1)) : 0;
        int to = range.matches() && !range.group(2).isEmpty()
                ? Math.min(length, Integer.parseInt(range.group(2)) + 1)
                : length;
        if (range.matches() && from >= length) {
            answer(exchange, error(416));
            return;
        }
        exchange.getResponseHeaders().add("x-goog-generation", generation);
        exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + length);
        exchange.sendResponseHeaders(range.matches() ? 206 : 200, to == from ? -1 : to - from);
        if (to > from) {
            exchange.getResponseBody().write(stored.bytes(), from, to - from);
        }
    }

    private Answer begin(String in, String name, String resource) {
        if (!in.equals(bucket)) {
            return error(404);
        }
        Matcher type = Pattern.compile("\"contentType\":\"([^\"]*)\"").matcher(resource);
        String path = "/session/" + numbers.incrementAndGet();
        uploads.put(path, new Upload(name, type.find() ? type.group(1) : "", new ByteArrayOutputStream()));
        return new Answer(200, "", Map.of("Location", address() + path));
    }

    private Answer part(String path, String range, byte[] body) {
        Upload upload = uploads.get(path);
        upload.bytes().writeBytes(body);
        String total = range.substring(range.indexOf('/') + 1);
        if (total.equals("*") || Integer.parseInt(total) != upload.bytes().size()) {
            return new Answer(
                    308, "", Map.of("Range", "bytes=0-" + (upload.bytes().size() - 1)));
        }
        Stored stored = new Stored(upload.bytes().toByteArray(), numbers.incrementAndGet(), upload.type(), "");
        objects.put(upload.name(), stored);
        return json(metadata(upload.name(), stored));
    }

    private static Answer json(String body) {
        return new Answer(200, body, Map.of("Content-Type", "application/json"));
    }

    private static Answer error(int code) {
        return new Answer(
                code,
                "{\"error\":{\"code\":" + code + ",\"message\":\"refused\"}}",
                Map.of("Content-Type", "application/json"));
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.code(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static String query(URI uri, String key) {
        return Arrays.stream(uri.getRawQuery().split("&"))
                .filter(part -> part.startsWith(key + "="))
                .map(part -> decoded(part.substring(key.length() + 1)))
                .findFirst()
                .orElse("");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
