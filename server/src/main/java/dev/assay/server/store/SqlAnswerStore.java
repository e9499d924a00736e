package dev.assay.server.store;

import dev.assay.server.labeling.AnswerStore;
import dev.assay.server.labeling.AnswerText;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.vocabulary.Micros;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** What people answered, in SQL. */
final class SqlAnswerStore implements AnswerStore {
    private final Database database;

    @Inject
    SqlAnswerStore(Database database) {
        this.database = database;
    }

    @Override
    public List<GivenAnswer> ofItem(long task, long item) {
        // Asking for the state would tempt both engines to walk through all answers of the task.
        String sql = "SELECT item, person, answer, comment FROM question WHERE task = ? AND item = ?"
                + " AND answer IS NOT NULL ORDER BY end_time, id";
        return database.query(handle -> Jdbc.with(handle, sql, statement -> {
            statement.setLong(1, task);
            statement.setLong(2, item);
            return Jdbc.readPast(statement, Long.MAX_VALUE, SqlAnswerStore::answer, answer -> 0);
        }));
    }

    @Override
    public List<AnsweredItem> answered(long task, long fromItem, int limit, long maxLength) {
        return items("done_time IS NOT NULL", task, fromItem, limit, maxLength);
    }

    @Override
    public List<AnsweredItem> withAnswers(long task, long fromItem, int limit, long maxLength) {
        return items("answered > 0", task, fromItem, limit, maxLength);
    }

    private List<AnsweredItem> items(String condition, long task, long fromItem, int limit, long maxLength) {
        return database.query(handle -> {
            List<AnsweredItem> items = handle.createQuery("SELECT number, item, skips FROM task_item"
                            + " WHERE task = ? AND number >= ? AND " + condition + " ORDER BY number LIMIT ?")
                    .bind(0, task)
                    .bind(1, fromItem)
                    .bind(2, limit)
                    .map(SqlAnswerStore::item)
                    .list();
            return items.isEmpty() ? items : withAnswers(handle, task, items, maxLength);
        });
    }

    /** These items with their answers, up to where the answers are too long together. */
    private List<AnsweredItem> withAnswers(Handle handle, long task, List<AnsweredItem> items, long maxLength) {
        String sql = "SELECT item, person, answer, comment FROM question WHERE task = ? AND item BETWEEN ? AND ?"
                + " AND state = 'ANSWERED' ORDER BY item, end_time, id";
        AnsweredItem first = items.get(0);
        List<GivenAnswer> answers = Jdbc.with(handle, sql, statement -> {
            statement.setLong(1, task);
            statement.setLong(2, first.number());
            statement.setLong(3, items.get(items.size() - 1).number());
            return Jdbc.readPast(statement, maxLength, SqlAnswerStore::answer, SqlAnswerStore::length);
        });
        boolean cutShort = answers.stream().mapToLong(SqlAnswerStore::length).sum() > maxLength;
        long incomplete = cutShort ? answers.get(answers.size() - 1).item() : Long.MAX_VALUE;
        if (first.number() >= incomplete) {
            return List.of(first.with(ofItem(task, first.number())));
        }
        Map<Long, List<GivenAnswer>> byItem = answers.stream().collect(Collectors.groupingBy(GivenAnswer::item));
        return items.stream()
                .takeWhile(item -> item.number() < incomplete)
                .map(item -> item.with(byItem.getOrDefault(item.number(), List.of())))
                .toList();
    }

    @Override
    public Tallies tallies(List<Long> tasks, Person person, Instant recent) {
        Map<State, Long> questions = new EnumMap<>(State.class);
        if (tasks.isEmpty()) {
            return new Tallies(questions, 0, 0, null, null);
        }
        List<StateCount> counts = database.query(handle -> handle.createQuery("SELECT state, count(*) AS questions,"
                        + " sum(expiries) AS expiries, sum(CASE WHEN end_time > :recent THEN 1 ELSE 0 END) AS recent,"
                        + " CAST(avg(end_time - lease_time) AS bigint) AS mean, max(end_time) AS last"
                        + " FROM question WHERE task IN (<tasks>) AND person = :person GROUP BY state")
                .bindList("tasks", tasks)
                .bind("person", person.email())
                .bind("recent", Micros.of(recent))
                .map((row, context) -> new StateCount(
                        State.valueOf(row.getString("state")),
                        row.getLong("questions"),
                        row.getLong("expiries"),
                        row.getLong("recent"),
                        row.getLong("mean"),
                        row.getLong("last")))
                .list());
        counts.forEach(count -> questions.put(count.state(), count.questions()));
        long expiries = counts.stream().mapToLong(StateCount::expiries).sum();
        return counts.stream()
                .filter(count -> count.state() == State.ANSWERED)
                .findFirst()
                .map(answered -> new Tallies(
                        questions,
                        expiries,
                        answered.recent(),
                        Duration.of(answered.mean(), ChronoUnit.MICROS),
                        Micros.time(answered.last())))
                .orElseGet(() -> new Tallies(questions, expiries, 0, null, null));
    }

    private record StateCount(State state, long questions, long expiries, long recent, long mean, long last) {}

    @Override
    public List<Duration> newestAnswerDurations(List<Long> tasks, Person person, int limit) {
        if (tasks.isEmpty()) {
            return List.of();
        }
        return database.query(handle -> handle.createQuery("SELECT end_time - lease_time FROM question"
                        + " WHERE task IN (<tasks>) AND person = :person AND state = 'ANSWERED'"
                        + " ORDER BY lease_time DESC LIMIT :limit")
                .bindList("tasks", tasks)
                .bind("person", person.email())
                .bind("limit", limit)
                .mapTo(Long.class)
                .map(micros -> Duration.of(micros, ChronoUnit.MICROS))
                .list());
    }

    @Override
    public List<AnsweredItem> newestDecided(long task, Person person, int limit) {
        return database
                .query(handle -> handle.createQuery("SELECT i.number, i.item, i.skips FROM (SELECT item,"
                                + " lease_time FROM question WHERE task = :task AND person = :person AND state = 'ANSWERED'"
                                + " ORDER BY lease_time DESC LIMIT :limit) q"
                                + " JOIN task_item i ON i.task = :task AND i.number = q.item WHERE i.done_time IS NOT NULL"
                                + " ORDER BY q.lease_time DESC")
                        .bind("task", task)
                        .bind("person", person.email())
                        .bind("limit", limit)
                        .map(SqlAnswerStore::item)
                        .list())
                .stream()
                .map(item -> item.with(ofItem(task, item.number())))
                .toList();
    }

    private static AnsweredItem item(ResultSet row, StatementContext context) throws SQLException {
        return new AnsweredItem(row.getLong("number"), row.getString("item"), row.getInt("skips"), List.of());
    }

    private static GivenAnswer answer(ResultSet row) throws SQLException {
        return new GivenAnswer(
                row.getLong("item"),
                new Person(row.getString("person")),
                new AnswerText(row.getString("answer"), row.getString("comment")));
    }

    private static long length(GivenAnswer given) {
        return given.answer().length();
    }
}
