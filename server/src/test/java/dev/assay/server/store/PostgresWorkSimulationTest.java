package dev.assay.server.store;

class PostgresWorkSimulationTest extends WorkSimulationOnDatabase {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }

    @Override
    int seeds() {
        return 50;
    }
}
