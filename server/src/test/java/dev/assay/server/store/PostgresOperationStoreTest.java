package dev.assay.server.store;

class PostgresOperationStoreTest extends OperationStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
