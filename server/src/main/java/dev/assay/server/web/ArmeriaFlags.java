package dev.assay.server.web;

import com.linecorp.armeria.common.FlagsProvider;
import com.linecorp.armeria.common.util.TlsEngineType;

/** What Armeria is told about itself; it finds this by {@code META-INF/services}. */
public final class ArmeriaFlags implements FlagsProvider {
    @Override
    public int priority() {
        return 1;
    }

    /** The JDK's: looking for OpenSSL and loading it takes a tenth of the start, with TLS or without. */
    @Override
    public TlsEngineType tlsEngineType() {
        return TlsEngineType.JDK;
    }
}
