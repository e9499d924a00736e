package dev.assay.server.store;

class PostgresImportTablesTest extends ImportTablesContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
