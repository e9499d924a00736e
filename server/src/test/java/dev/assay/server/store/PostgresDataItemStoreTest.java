package dev.assay.server.store;

class PostgresDataItemStoreTest extends DataItemStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
