package dev.assay.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What must hold of tasks, items and questions whenever no transaction is under way, whatever crashed before. */
final class LabelingInvariants {
    private static final String QUESTIONS_OF_ITEM =
            "(SELECT count(*) FROM question q WHERE q.task = i.task" + " AND q.item = i.number AND q.state IN (%s))";

    /** Each query finds what breaks the rule that it is named after. */
    private static final Map<String, String> RULES = Map.of(
            "an item counts the answers to it",
            "SELECT i.item FROM task_item i WHERE i.answered <> " + QUESTIONS_OF_ITEM.formatted("'ANSWERED'"),
            "an item counts those who answered or hold it",
            "SELECT i.item FROM task_item i WHERE i.taken <> " + QUESTIONS_OF_ITEM.formatted("'ANSWERED', 'LEASED'"),
            "an item counts those who skipped it",
            "SELECT i.item FROM task_item i WHERE i.skips <> " + QUESTIONS_OF_ITEM.formatted("'SKIPPED'"),
            "an item has no more answers than replicas",
            "SELECT i.item FROM task_item i JOIN labeling_task t ON t.number = i.task"
                    + " WHERE i.answered > t.replica_count OR i.most > t.replica_count",
            "an item is done, or held, or wants somebody",
            "SELECT i.item FROM task_item i WHERE i.done_time IS NULL AND i.taken = i.wanted AND i.taken = i.answered",
            "an item that is done is held by nobody and wants nobody",
            "SELECT i.item FROM task_item i WHERE i.done_time IS NOT NULL AND (i.taken <> i.answered OR i.taken < i.wanted)",
            "a question has an answer exactly if it is answered",
            "SELECT q.id FROM question q WHERE (q.state = 'ANSWERED') <> (q.answer IS NOT NULL)",
            "a question has an end exactly if it is not held",
            "SELECT q.id FROM question q WHERE (q.state = 'LEASED') <> (q.end_time IS NULL)",
            "a task that is done has only items that are",
            "SELECT i.item FROM task_item i JOIN labeling_task t ON t.number = i.task"
                    + " WHERE t.close_reason = 'DONE' AND i.done_time IS NULL");

    private LabelingInvariants() {}

    /** The rules that are broken, and by what. */
    static List<String> violations(Database database) {
        List<String> broken = new ArrayList<>();
        RULES.forEach((rule, sql) -> {
            List<String> found = database.query(handle ->
                    handle.createQuery(sql + " LIMIT 3").mapTo(String.class).list());
            if (!found.isEmpty()) {
                broken.add("not so: " + rule + ": " + found);
            }
        });
        return broken;
    }
}
