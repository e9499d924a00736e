package dev.assay.server.store;

class PostgresLabelingSimulationTest extends LabelingSimulationOnDatabase {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.hastyDatabase());
    }

    @Override
    int seeds() {
        return 10;
    }
}
