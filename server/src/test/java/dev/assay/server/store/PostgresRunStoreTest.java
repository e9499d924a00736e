package dev.assay.server.store;

class PostgresRunStoreTest extends RunStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
