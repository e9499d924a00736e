package dev.assay.server.store;

import dev.assay.server.labeling.AnswerText;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.Question;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.labeling.QuestionStore;
import dev.assay.server.labeling.TaskKey;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who has which item, in SQL by plain JDBC. An item's row is the lock of all that happens to it: every change begins with
 * it, and so no two of them wait for each other.
 */
final class SqlQuestionStore implements QuestionStore {
    /** After so many have skipped an item, nobody else is asked. */
    private static final int ENOUGH_SKIPS = 5;

    /** The place in the pool to go on from: one that is given, or that of the person. Takes: place, task, person. */
    private static final String START = "COALESCE(CAST(? AS bigint), (SELECT w.position FROM question w"
            + " WHERE w.task = ? AND w.person = ? ORDER BY w.lease_time DESC LIMIT 1), -1)";

    /** Whether an item of this alias is one that the person may get. Takes: task, person. */
    private static final String FREE_TO_PERSON = "COALESCE((SELECT f.state FROM question f"
            + " WHERE f.task = ? AND f.item = %s.number AND f.person = ?), 'NEW') IN ('NEW', 'EXPIRED', 'RELEASED')";

    /** Whether a task is open. Takes: task. */
    private static final String OPEN =
            "EXISTS (SELECT 1 FROM labeling_task t WHERE t.number = ? AND t.close_time IS NULL)";

    /** Whether somebody holds a question. Takes: task, person, time. */
    private static final String HOLDING = "EXISTS (SELECT 1 FROM (SELECT h.state, h.lease_end FROM question h"
            + " WHERE h.task = ? AND h.person = ? ORDER BY h.lease_time DESC LIMIT 1) l"
            + " WHERE l.state = 'LEASED' AND l.lease_end > ?)";

    /** The item of a question that is held as somebody says. Takes: id, task, person, number, time. */
    private static final String HELD_ITEM = "(SELECT q.item FROM question q WHERE q.id = ? AND q.task = ?"
            + " AND q.person = ? AND q.number = ? AND q.state = 'LEASED' AND q.lease_end > ?)";

    /** Of a question that is held as somebody says. Takes: id, person, number, time. */
    private static final String HELD = "id = ? AND person = ? AND number = ? AND state = 'LEASED' AND lease_end > ?";

    /**
     * Of the item alone: whoever waited for its row sees this anew, and everything else as it was before. What remains to
     * be seen is seen by the statement that changes the question.
     */
    private static final String SOMEBODY_HOLDS = " AND answered < taken";

    /**
     * Looks for another item from the far end of the pool, where nobody has been yet: what was done lately may still lie
     * about in the index. The order is that index's own, so that no other will do.
     */
    private static final String ITEM_STATE = " RETURNING number, wanted, most, answered, skips,"
            + " done_time IS NOT NULL AS is_done, done_time IS NOT NULL AND (SELECT o.number FROM task_item o"
            + " WHERE o.task = ? AND o.done_time IS NULL AND o.number <> task_item.number"
            + " ORDER BY o.done_time DESC, o.number DESC LIMIT 1) IS NULL AS is_last";

    private static final String QUESTION = """
            SELECT q.id, q.person, q.item, i.item AS item_id, q.state, q.number, q.lease_time, q.lease_end, q.end_time,
              q.expiries, q.answer, q.comment, q.request_id, q.skip_reason, q.draft, q.draft_comment
            FROM question q JOIN task_item i ON i.task = q.task AND i.number = q.item WHERE\s""";

    private final Database database;
    private final String take;

    @Inject
    SqlQuestionStore(Database database) {
        this.database = database;
        // A long stretch of items that the person has seen is looked through by others than writers. Where it would end
        // is
        // asked only once the nearest item is not for the person.
        String endOfReach = "COALESCE((SELECT b.position FROM task_item b WHERE b.task = ? AND b.taken < b.wanted"
                + " AND b.position > " + START + " ORDER BY b.position LIMIT 1 OFFSET " + (TAKE_REACH - 1) + "), "
                + Long.MAX_VALUE + ")";
        this.take = "UPDATE task_item SET taken = taken + 1 WHERE task = ? AND number = ("
                + "SELECT i.number FROM task_item i WHERE i.task = ? AND i.taken < i.wanted AND i.position > " + START
                + " AND CASE WHEN " + FREE_TO_PERSON.formatted("i") + " THEN TRUE ELSE i.position >= " + endOfReach
                + " END ORDER BY i.position LIMIT 1" + database.dialect().skippingLocked() + ")"
                + " AND " + FREE_TO_PERSON.formatted("task_item") + " AND " + OPEN + " AND NOT " + HOLDING
                + " RETURNING number, item, position";
    }

    // --- leasing --------------------------------------------------------------------------------------------------

    @Override
    public Optional<TakenItem> take(TaskKey task, Person person, @Nullable Long after, Instant now) {
        return write(
                take,
                values -> {
                    values.number(task.number()).number(task.number());
                    start(values, after, task, person).number(task.number()).text(person.email());
                    values.number(task.number());
                    start(values, after, task, person).number(task.number()).text(person.email());
                    values.number(task.number())
                            .number(task.number())
                            .text(person.email())
                            .time(now);
                },
                row -> new TakenItem(row.getLong("number"), row.getString("item"), row.getLong("position")));
    }

    @Override
    public Optional<Question> lease(
            TaskKey task, TakenItem item, Person person, String id, long walked, Instant now, Instant end) {
        return write(
                """
                INSERT INTO question (id, task, item, person, state, number, position, lease_time, lease_end)
                VALUES (?, ?, ?, ?, 'LEASED', 1, ?, ?, ?)
                ON CONFLICT (task, item, person) DO UPDATE SET state = 'LEASED', number = question.number + 1,
                  position = excluded.position, lease_time = excluded.lease_time, lease_end = excluded.lease_end,
                  end_time = NULL
                WHERE question.state IN ('EXPIRED', 'RELEASED')
                RETURNING id, number, expiries, draft, draft_comment""",
                values -> values.text(id)
                        .number(task.number())
                        .number(item.number())
                        .text(person.email())
                        .number(walked)
                        .time(now)
                        .time(end),
                row -> new Question(
                        task.name().child(ResourceKind.QUESTION, row.getString("id")),
                        person,
                        item.number(),
                        item.itemId(),
                        State.LEASED,
                        row.getLong("number"),
                        now,
                        end,
                        null,
                        row.getInt("expiries"),
                        null,
                        "",
                        "",
                        answer(row, "draft", "draft_comment")));
    }

    @Override
    public Optional<Question> held(TaskKey task, Person person, Instant now) {
        return read(
                QUESTION + "q.id = (SELECT n.id FROM question n WHERE n.task = ? AND n.person = ?"
                        + " ORDER BY n.lease_time DESC LIMIT 1) AND q.state = 'LEASED' AND q.lease_end > ? AND "
                        + OPEN,
                values -> values.number(task.number())
                        .text(person.email())
                        .time(now)
                        .number(task.number()),
                row -> question(task, row));
    }

    @Override
    public Outlook lookAhead(TaskKey task, Person person, @Nullable Long after, int items) {
        return read(
                        "SELECT min(CASE WHEN " + FREE_TO_PERSON.formatted("near") + " THEN near.position END) AS next,"
                                + " max(near.position) AS last, count(*) AS items FROM (SELECT p.number, p.position"
                                + " FROM task_item p WHERE p.task = ? AND p.taken < p.wanted AND p.position > " + START
                                + " ORDER BY p.position LIMIT ?) near",
                        values -> start(
                                        values.number(task.number())
                                                .text(person.email())
                                                .number(task.number()),
                                        after,
                                        task,
                                        person)
                                .number(items),
                        row -> new Outlook(number(row, "next"), number(row, "last"), row.getLong("items") < items))
                .orElseThrow();
    }

    @Override
    public Optional<Question> find(TaskKey task, String id) {
        return read(
                QUESTION + "q.id = ? AND q.task = ?",
                values -> values.text(id).number(task.number()),
                row -> question(task, row));
    }

    // --- answering ------------------------------------------------------------------------------------------------

    @Override
    public Optional<ItemState> countAnswer(TaskKey task, Lease lease, int people, Instant now) {
        String done = "answered + 1 >= most OR answered + skips + 1 >= ?";
        return write(
                "UPDATE task_item SET answered = answered + 1,"
                        + " wanted = CASE WHEN " + done + " THEN taken ELSE wanted END,"
                        + " done_time = CASE WHEN " + done + " THEN CAST(? AS bigint) END"
                        + " WHERE task = ? AND number = " + HELD_ITEM + SOMEBODY_HOLDS + " AND " + OPEN + ITEM_STATE,
                values -> {
                    values.number(people).number(people).time(now).number(task.number());
                    heldItem(values, task, lease, now).number(task.number()).number(task.number());
                },
                SqlQuestionStore::itemState);
    }

    @Override
    public boolean setAnswer(Lease lease, AnswerText answer, String requestId, Instant now) {
        return update(
                        "UPDATE question SET state = 'ANSWERED', answer = ?, comment = ?, request_id = ?, end_time = ?,"
                                + " draft = NULL, draft_comment = NULL WHERE " + HELD,
                        values -> held(
                                values.text(answer.annotations())
                                        .text(answer.comment())
                                        .text(requestId)
                                        .time(now),
                                lease,
                                now))
                == 1;
    }

    @Override
    public void askMore(TaskKey task, long item, int more, Instant now) {
        update(
                "UPDATE task_item SET wanted = wanted + ?, position = ? WHERE task = ? AND number = ?",
                values -> values.number(more).time(now).number(task.number()).number(item));
    }

    @Override
    public boolean finish(TaskKey task, long item, Instant now) {
        return write(
                        "UPDATE task_item SET done_time = ? WHERE task = ? AND number = ?" + ITEM_STATE,
                        values -> values.time(now)
                                .number(task.number())
                                .number(item)
                                .number(task.number()),
                        SqlQuestionStore::itemState)
                .orElseThrow()
                .isLast();
    }

    @Override
    public Optional<ItemState> countReturn(TaskKey task, Lease lease, State to, int people, Instant now) {
        int skips = to == State.SKIPPED ? 1 : 0;
        String enough = "(? > 0 AND (skips + 1 >= " + ENOUGH_SKIPS + " OR answered + skips + 1 >= ?))";
        return write(
                "UPDATE task_item SET taken = taken - 1, skips = skips + ?, position = ?,"
                        + " wanted = CASE WHEN " + enough + " THEN taken - 1 ELSE wanted END,"
                        + " most = CASE WHEN " + enough + " THEN taken - 1 ELSE most END,"
                        + " done_time = CASE WHEN " + enough + " AND answered = taken - 1 THEN CAST(? AS bigint) END"
                        + " WHERE task = ? AND number = " + HELD_ITEM + SOMEBODY_HOLDS + " AND " + OPEN + ITEM_STATE,
                values -> {
                    values.number(skips).time(now);
                    values.number(skips).number(people);
                    values.number(skips).number(people);
                    values.number(skips).number(people).time(now).number(task.number());
                    heldItem(values, task, lease, now).number(task.number()).number(task.number());
                },
                SqlQuestionStore::itemState);
    }

    @Override
    public boolean setReturned(Lease lease, State to, String reason, Instant now) {
        return update(
                        "UPDATE question SET state = ?, skip_reason = ?, end_time = ? WHERE " + HELD,
                        values -> held(values.text(to.name()).text(reason).time(now), lease, now))
                == 1;
    }

    @Override
    public boolean keepDraft(TaskKey task, String id, Person person, AnswerText draft) {
        return update(
                        "UPDATE question SET draft = ?, draft_comment = ? WHERE id = ? AND task = ? AND person = ?",
                        values -> values.text(draft.annotations())
                                .text(draft.comment())
                                .text(id)
                                .number(task.number())
                                .text(person.email()))
                == 1;
    }

    // --- expiry ---------------------------------------------------------------------------------------------------

    /** The item of a question. */
    private record Place(long task, long item) {}

    @Override
    public int expire(Instant now, int limit) {
        return database.update(handle -> {
            List<String> due = handle.createQuery("SELECT id FROM question WHERE end_time IS NULL AND lease_end <= ?"
                            + " ORDER BY lease_end LIMIT ?")
                    .bind(0, Micros.of(now))
                    .bind(1, limit)
                    .mapTo(String.class)
                    .list();
            if (due.isEmpty()) {
                return 0;
            }
            lockItems(handle, due);
            // What was answered in the meantime is seen here, for its item was locked.
            List<Place> expired = handle.createQuery("UPDATE question SET state = 'EXPIRED', end_time = lease_end,"
                            + " expiries = expiries + 1 WHERE id IN (<due>) AND state = 'LEASED' AND lease_end <= :now"
                            + " RETURNING task, item")
                    .bindList("due", due)
                    .bind("now", Micros.of(now))
                    .map((row, context) -> new Place(row.getLong("task"), row.getLong("item")))
                    .list();
            putBack(handle, expired, Micros.of(now));
            return expired.size();
        });
    }

    private void lockItems(Handle handle, List<String> questions) {
        String locking = database.dialect().lockingRowsOf("i");
        if (locking != null) {
            handle.createQuery("SELECT i.number FROM question q JOIN task_item i ON i.task = q.task AND"
                            + " i.number = q.item WHERE q.id IN (<due>) ORDER BY i.task, i.number" + locking)
                    .bindList("due", questions)
                    .mapTo(Long.class)
                    .list();
        }
    }

    /** Each gets a place of its own, so that whoever has come to one of them comes to the next as well. */
    private static void putBack(Handle handle, List<Place> places, long position) {
        List<Place> inOrder = new ArrayList<>(places);
        inOrder.sort(Comparator.comparingLong(Place::task).thenComparingLong(Place::item));
        String sql = "UPDATE task_item SET taken = taken - 1, position = ? WHERE task = ? AND number = ?";
        Jdbc.with(handle, sql, statement -> {
            for (int i = 0; i < inOrder.size(); i++) {
                statement.setLong(1, position + i);
                statement.setLong(2, inOrder.get(i).task());
                statement.setLong(3, inOrder.get(i).item());
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }

    // --- rows and values ------------------------------------------------------------------------------------------

    private static ItemState itemState(ResultSet row) throws SQLException {
        return new ItemState(
                row.getLong("number"),
                row.getInt("wanted"),
                row.getInt("most"),
                row.getInt("answered"),
                row.getInt("skips"),
                row.getBoolean("is_done"),
                row.getBoolean("is_last"));
    }

    private static Question question(TaskKey task, ResultSet row) throws SQLException {
        Long ended = number(row, "end_time");
        String request = row.getString("request_id");
        String reason = row.getString("skip_reason");
        return new Question(
                task.name().child(ResourceKind.QUESTION, row.getString("id")),
                new Person(row.getString("person")),
                row.getLong("item"),
                row.getString("item_id"),
                State.valueOf(row.getString("state")),
                row.getLong("number"),
                Micros.time(row.getLong("lease_time")),
                Micros.time(row.getLong("lease_end")),
                ended == null ? null : Micros.time(ended),
                row.getInt("expiries"),
                answer(row, "answer", "comment"),
                request == null ? "" : request,
                reason == null ? "" : reason,
                answer(row, "draft", "draft_comment"));
    }

    private static @Nullable AnswerText answer(ResultSet row, String annotations, String comment) throws SQLException {
        String text = row.getString(annotations);
        return text == null ? null : new AnswerText(text, row.getString(comment));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : (Long) number;
    }

    private <T> Optional<T> write(String sql, Values.Binding binding, Jdbc.Row<T> reader) {
        return database.update(handle -> Values.first(handle, sql, binding, reader));
    }

    private <T> Optional<T> read(String sql, Values.Binding binding, Jdbc.Row<T> reader) {
        return database.query(handle -> Values.first(handle, sql, binding, reader));
    }

    private int update(String sql, Values.Binding binding) {
        return database.update(handle -> Values.update(handle, sql, binding));
    }

    private static Values start(Values values, @Nullable Long after, TaskKey task, Person person) throws SQLException {
        return values.numberOrNull(after).number(task.number()).text(person.email());
    }

    private static Values heldItem(Values values, TaskKey task, Lease lease, Instant now) throws SQLException {
        return values.text(lease.question())
                .number(task.number())
                .text(lease.person().email())
                .number(lease.number())
                .time(now);
    }

    private static Values held(Values values, Lease lease, Instant now) throws SQLException {
        return values.text(lease.question())
                .text(lease.person().email())
                .number(lease.number())
                .time(now);
    }
}
