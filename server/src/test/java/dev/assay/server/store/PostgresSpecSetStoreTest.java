package dev.assay.server.store;

class PostgresSpecSetStoreTest extends SpecSetStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
