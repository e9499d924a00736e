package dev.assay.server.store;

class PostgresLabelingStoreTest extends LabelingStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
