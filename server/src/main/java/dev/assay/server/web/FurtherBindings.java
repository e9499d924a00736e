package dev.assay.server.web;

import com.google.api.HttpRule;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Paths that Google's API answers and the contract does not say. That of operations is shared by all of Google's services
 * and names none of theirs.
 */
final class FurtherBindings {
    private static final List<String> VERSIONS = List.of("/v1beta1", "/v1");
    private static final String OPERATION = "/{name=projects/*/operations/*}";

    private static final Map<String, List<HttpRule>> RULES = Map.of(
            "google.longrunning.Operations/ListOperations", get("/{name=projects/*}/operations"),
            "google.longrunning.Operations/GetOperation", get(OPERATION),
            "google.longrunning.Operations/DeleteOperation",
                    rules(path -> HttpRule.newBuilder().setDelete(path), OPERATION),
            // Clients made from the published discovery document cancel by GET.
            "google.longrunning.Operations/CancelOperation",
                    Stream.concat(post(OPERATION + ":cancel").stream(), get(OPERATION + ":cancel").stream())
                            .toList(),
            "google.longrunning.Operations/WaitOperation", post(OPERATION + ":wait"));

    private FurtherBindings() {}

    /** Of a method by its full name. */
    static List<HttpRule> of(String method) {
        return RULES.getOrDefault(method, List.of());
    }

    private static List<HttpRule> get(String path) {
        return rules(versioned -> HttpRule.newBuilder().setGet(versioned), path);
    }

    private static List<HttpRule> post(String path) {
        return rules(versioned -> HttpRule.newBuilder().setPost(versioned).setBody("*"), path);
    }

    private static List<HttpRule> rules(Function<String, HttpRule.Builder> rule, String path) {
        return VERSIONS.stream()
                .map(version -> rule.apply(version + path).build())
                .toList();
    }
}
