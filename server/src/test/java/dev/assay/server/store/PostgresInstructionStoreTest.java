package dev.assay.server.store;

class PostgresInstructionStoreTest extends InstructionStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(PostgresForTests.cleanDatabase());
    }
}
