package dev.assay.server.store;

class PostgresDatasetStoreTest extends DatasetStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
