package dev.assay.server.store;

import java.util.List;

class PostgresLabelingThreadsTest extends LabelingThreadsOnDatabase {
    @Override
    List<Database> open() {
        PostgresSettings settings = PostgresForTests.hastyDatabase();
        return List.of(PostgresDatabase.open(settings), PostgresDatabase.open(settings));
    }
}
