package dev.assay.server.store;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.dataset.instruction.Instruction;
import dev.assay.server.dataset.instruction.InstructionStore;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Instructions; their documents are rows of a page each. */
final class SqlInstructionStore implements InstructionStore {
    private static final String SELECT_FOUND = """
            SELECT id, project, display_name, description, data_type, document_uri, document_size, create_time, update_time
            FROM instruction WHERE complete_time IS NOT NULL AND delete_time IS NULL AND project = ?""";

    private final Database database;

    @Inject
    SqlInstructionStore(Database database) {
        this.database = database;
    }

    @Override
    public void insert(Instruction instruction) {
        database.update(handle -> handle.execute(
                """
                INSERT INTO instruction (id, project, display_name, description, data_type, document_uri,
                  document_size, create_time, update_time)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                instruction.name().id(),
                instruction.name().project(),
                instruction.displayName(),
                instruction.description(),
                instruction.dataType().name(),
                instruction.documentUri().toString(),
                instruction.documentSize(),
                Micros.of(instruction.createTime()),
                Micros.of(instruction.updateTime())));
    }

    @Override
    public void addPage(ResourceName instruction, int number, byte[] bytes) {
        database.update(handle -> handle.execute(
                "INSERT INTO instruction_document (instruction, number, bytes) VALUES (?, ?, ?)",
                instruction.id(),
                number,
                bytes));
    }

    @Override
    public boolean complete(ResourceName instruction, long documentSize, Instant now) {
        return database.update(handle -> handle.execute(
                        """
                        UPDATE instruction SET document_size = ?, update_time = ?, complete_time = ?
                        WHERE id = ? AND project = ? AND complete_time IS NULL AND delete_time IS NULL""", documentSize, Micros.of(now), Micros.of(now), instruction.id(), instruction.project()))
                == 1;
    }

    @Override
    public Optional<Instruction> find(ResourceName name) {
        return database.query(handle -> handle.createQuery(SELECT_FOUND + " AND id = ?")
                .bind(0, name.project())
                .bind(1, name.id())
                .map(SqlInstructionStore::instruction)
                .findOne());
    }

    @Override
    public List<Instruction> list(ResourceName project, String afterId, int limit) {
        return database.query(handle -> handle.createQuery(SELECT_FOUND + " AND id > ? ORDER BY id LIMIT ?")
                .bind(0, project.id())
                .bind(1, afterId)
                .bind(2, limit)
                .map(SqlInstructionStore::instruction)
                .list());
    }

    @Override
    public Optional<byte[]> page(ResourceName instruction, int number) {
        return database.query(handle -> handle.createQuery(
                        "SELECT bytes FROM instruction_document WHERE instruction = ? AND number = ?")
                .bind(0, instruction.id())
                .bind(1, number)
                .map((row, context) -> row.getBytes("bytes"))
                .findOne());
    }

    @Override
    public boolean delete(ResourceName name, Instant now) {
        return markDeleted(name, "complete_time IS NOT NULL", now);
    }

    @Override
    public void discard(ResourceName name, Instant now) {
        markDeleted(name, "complete_time IS NULL", now);
    }

    private boolean markDeleted(ResourceName name, String condition, Instant now) {
        return database.update(handle -> handle.execute(
                        "UPDATE instruction SET delete_time = ? WHERE id = ? AND project = ? AND delete_time IS NULL AND "
                                + condition,
                        Micros.of(now),
                        name.id(),
                        name.project()))
                == 1;
    }

    @Override
    public boolean wasDeletedAfter(ResourceName name, Instant time) {
        return database.query(handle -> handle.createQuery("""
                        SELECT 1 FROM instruction
                        WHERE id = ? AND project = ? AND complete_time IS NOT NULL AND delete_time > ?""")
                .bind(0, name.id())
                .bind(1, name.project())
                .bind(2, Micros.of(time))
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    @Override
    public List<DeletedInstruction> deleted(int limit) {
        return database.query(handle -> handle.createQuery("""
                        SELECT id, project, delete_time FROM instruction WHERE delete_time IS NOT NULL
                        ORDER BY delete_time LIMIT ?""")
                .bind(0, limit)
                .map((row, context) -> new DeletedInstruction(name(row), Micros.time(row.getLong("delete_time"))))
                .list());
    }

    @Override
    public int removePages(ResourceName instruction, int limit) {
        return database.update(handle -> handle.execute("""
                DELETE FROM instruction_document WHERE instruction = ? AND number IN (
                  SELECT number FROM instruction_document WHERE instruction = ? ORDER BY number LIMIT ?)""", instruction.id(), instruction.id(), limit));
    }

    @Override
    public void remove(ResourceName name) {
        database.update(handle ->
                handle.execute("DELETE FROM instruction WHERE id = ? AND project = ?", name.id(), name.project()));
    }

    private static Instruction instruction(ResultSet row, StatementContext context) throws SQLException {
        return new Instruction(
                name(row),
                row.getString("display_name"),
                row.getString("description"),
                DataType.valueOf(row.getString("data_type")),
                ObjectUri.parse("document_uri", row.getString("document_uri")),
                row.getLong("document_size"),
                Micros.time(row.getLong("create_time")),
                Micros.time(row.getLong("update_time")));
    }

    private static ResourceName name(ResultSet row) throws SQLException {
        return ResourceName.of(ResourceKind.INSTRUCTION, row.getString("project"), row.getString("id"));
    }
}
