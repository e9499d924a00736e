package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PostgresMigrationsTest {
    @Test
    void serversThatStartTogether_migrateOnce() {
        PostgresSettings settings = PostgresForTests.emptyDatabase();

        List<CompletableFuture<PostgresDatabase>> opened = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> PostgresDatabase.open(settings)))
                .limit(4)
                .toList();
        List<PostgresDatabase> databases =
                opened.stream().map(CompletableFuture::join).toList();

        try {
            List<String> scripts = databases
                    .get(0)
                    .query(handle -> handle.createQuery(
                                    "SELECT script FROM schema_history WHERE type = 'SQL' ORDER BY installed_rank")
                            .mapTo(String.class)
                            .list());
            assertThat(scripts).isEqualTo(Migrations.SCRIPTS);
        } finally {
            databases.forEach(PostgresDatabase::close);
        }
    }
}
