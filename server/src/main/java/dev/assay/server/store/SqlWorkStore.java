package dev.assay.server.store;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.Update;

/** Work in the table {@code work}. A row without owner is unclaimed; parked work has the largest wake-up time. */
final class SqlWorkStore implements WorkStore {
    private static final long PARKED = Long.MAX_VALUE;

    private final Database database;

    @Inject
    SqlWorkStore(Database database) {
        this.database = database;
    }

    @Override
    public void add(String resource, WorkKind kind, Instant wakeTime) {
        update(
                "INSERT INTO work (resource, kind, wake_time) VALUES (:resource, :kind, :wake)",
                statement -> statement
                        .bind("resource", resource)
                        .bind("kind", kind.name())
                        .bind("wake", column(wakeTime)));
    }

    @Override
    public Optional<Claim> claim(String owner, Instant now, Instant leaseEnd) {
        // The time as the least number: work that was removed and added again must not repeat one.
        return database.updateLease(handle -> handle.createQuery("UPDATE work SET owner = :owner,"
                        + " number = CASE WHEN number < :now THEN :now ELSE number + 1 END,"
                        + " wake_time = :end WHERE resource ="
                        + " (SELECT resource FROM work WHERE wake_time <= :now ORDER BY wake_time LIMIT 1"
                        + database.dialect().skippingLocked() + ")"
                        + " RETURNING resource, kind, number, tries")
                .bind("owner", owner)
                .bind("end", column(leaseEnd))
                .bind("now", column(now))
                .map((row, context) -> new Claim(
                        new Fence(row.getString("resource"), row.getLong("number")),
                        WorkKind.valueOf(row.getString("kind")),
                        row.getInt("tries")))
                .findOne());
    }

    @Override
    public boolean extend(Fence fence, Instant leaseEnd) {
        return database.updateLease(handle -> updateFenced(
                "UPDATE work SET wake_time = :end", fence, statement -> statement.bind("end", column(leaseEnd))));
    }

    @Override
    public void check(Fence fence) {
        // A statement that writes takes the row's lock on engines that have row locks.
        if (!updateFenced("UPDATE work SET number = number", fence, statement -> statement)) {
            throw new Superseded(fence);
        }
    }

    @Override
    public void handBack(Fence fence, Instant wakeTime, int tries) {
        boolean held = updateFenced(
                "UPDATE work SET owner = NULL, wake_time = :wake, tries = :tries",
                fence,
                statement -> statement.bind("wake", column(wakeTime)).bind("tries", tries));
        if (!held) {
            throw new Superseded(fence);
        }
    }

    @Override
    public void wake(String resource, Instant now) {
        update(
                "UPDATE work SET wake_time = :now, owner = NULL"
                        + " WHERE resource = :resource AND (owner IS NOT NULL OR wake_time > :now)",
                statement -> statement.bind("resource", resource).bind("now", column(now)));
    }

    @Override
    public void remove(String resource) {
        update("DELETE FROM work WHERE resource = :resource", statement -> statement.bind("resource", resource));
    }

    private boolean updateFenced(String sql, Fence fence, Binding binding) {
        return update(
                        sql + " WHERE resource = :resource AND number = :number AND owner IS NOT NULL",
                        statement -> binding.apply(statement)
                                .bind("resource", fence.resource())
                                .bind("number", fence.number()))
                == 1;
    }

    private int update(String sql, Binding binding) {
        return database.update(handle -> {
            try (Update statement = handle.createUpdate(sql)) {
                return binding.apply(statement).execute();
            }
        });
    }

    private static long column(Instant time) {
        return time.equals(Instant.MAX) ? PARKED : Micros.of(time);
    }

    @FunctionalInterface
    private interface Binding {
        Update apply(Update statement);
    }
}
