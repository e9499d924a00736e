package dev.assay.server.web;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.assay.server.vocabulary.Shown;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others from using a browser to reach this server. A page whose host name was pointed at this
 * machine (DNS rebinding) shows in the Host header, one that calls across origins in the Origin header.
 */
final class HostCheck implements DecoratingHttpServiceFunction {
    private final InetAddress bound;
    private final Set<String> names;

    HostCheck(WebConfig config) {
        bound = config.address().getAddress();
        names = config.hostNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        String authority = request.authority();
        if (!isOwn(authority)) {
            return ErrorAnswers.of(
                    HttpStatus.FORBIDDEN,
                    "HOST_NOT_ALLOWED",
                    "this server is not " + Shown.value(String.valueOf(authority))
                            + "; --host-names lists the names it may be reached by");
        }
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(authority)) {
            return ErrorAnswers.of(
                    HttpStatus.FORBIDDEN,
                    "ORIGIN_NOT_ALLOWED",
                    "pages of " + Shown.value(origin) + " may not call this server");
        }
        return delegate.serve(context, request);
    }

    private boolean isOwn(@Nullable String authority) {
        if (authority == null) {
            return false;
        }
        String host;
        try {
            host = HostAndPort.fromString(authority).getHost().toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        if (host.equals("localhost") || names.contains(host)) {
            return true;
        }
        if (!InetAddresses.isInetAddress(host)) {
            return false;
        }
        InetAddress address = InetAddresses.forString(host);
        // A page cannot make its own name an address, so any address does where the server listens on all of them.
        return bound.isAnyLocalAddress() || address.equals(bound) || address.isLoopbackAddress();
    }
}
