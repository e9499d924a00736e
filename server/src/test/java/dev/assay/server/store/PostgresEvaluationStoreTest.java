package dev.assay.server.store;

class PostgresEvaluationStoreTest extends EvaluationStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
