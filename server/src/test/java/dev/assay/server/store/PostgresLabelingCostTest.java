package dev.assay.server.store;

class PostgresLabelingCostTest extends LabelingCostOnDatabase {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.emptyDatabase());
    }
}
