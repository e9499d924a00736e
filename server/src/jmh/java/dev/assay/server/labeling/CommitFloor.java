package dev.assay.server.labeling;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;

/**
 * What a machine and a database can do at best without any thought: pairs of one-row updates per second, each update
 * committed for itself, by people who take turns on connections. To compare figures of different machines by.
 */
@NullUnmarked // a tool
final class CommitFloor {
    private final BlockingQueue<Connection> free;
    private final int people;

    CommitFloor(List<Connection> connections, int people) throws SQLException {
        this.free = new ArrayBlockingQueue<>(connections.size(), true, connections);
        this.people = people;
        Connection first = connections.get(0);
        first.setAutoCommit(true);
        try (var statement = first.createStatement()) {
            statement.execute("CREATE TABLE commit_floor (n bigint PRIMARY KEY, v bigint)");
            for (int n = 0; n < people; n++) {
                statement.execute("INSERT INTO commit_floor VALUES (" + n + ", 0)");
            }
        }
    }

    /** Pairs per second. */
    double rate(int pairs) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(pairs);
        long start = System.nanoTime();
        Crowd.run(people, person -> {
            while (left.getAndDecrement() > 0) {
                update(person);
                update(person);
            }
        });
        return pairs / ((System.nanoTime() - start) / 1e9);
    }

    private void update(int person) throws SQLException, InterruptedException {
        Connection connection = free.take();
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE commit_floor SET v = v + 1 WHERE n = ?")) {
            statement.setLong(1, person);
            statement.executeUpdate();
        } finally {
            free.add(connection);
        }
    }
}
