package dev.assay.server.store;

class PostgresAnnotatedDatasetStoreTest extends AnnotatedDatasetStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
