package dev.assay.server.store;

import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL is and who asks.
 *
 * @param url a JDBC URL, {@code jdbc:postgresql://HOST:PORT/DATABASE}, with parameters of the driver if need be
 * @param user null if the URL or the driver's defaults say
 * @param password null if the URL, a password file or the server's trust makes it needless
 * @param connections most connections of this process, half of them for writing; 4 or more
 */
public record PostgresSettings(
        String url, @Nullable String user, @Nullable String password, int connections) {
    /** Without the password. */
    @Override
    public String toString() {
        return "PostgresSettings[user=" + user + ", connections=" + connections + "]";
    }
}
