package dev.assay.server.store;

class PostgresWorkStoreTest extends WorkStoreContract {
    @Override
    Database openDatabase() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
