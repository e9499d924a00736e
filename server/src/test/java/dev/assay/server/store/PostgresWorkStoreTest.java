package dev.assay.server.store;

class PostgresWorkStoreTest extends WorkStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
