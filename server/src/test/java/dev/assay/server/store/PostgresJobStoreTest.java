package dev.assay.server.store;

class PostgresJobStoreTest extends JobStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
