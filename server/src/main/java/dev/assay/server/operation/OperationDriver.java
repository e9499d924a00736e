package dev.assay.server.operation;

import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import dev.assay.server.work.Worker;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes operations from step to step. The transaction that ends one checks the fence; a step before that may be repeated
 * by whoever takes the operation over.
 */
final class OperationDriver implements Worker {
    private static final Logger log = LoggerFactory.getLogger(OperationDriver.class);

    /** What was not foreseen may quote statements and paths: those belong in the log, where they are. */
    private static final OperationError BUG =
            new OperationError(FailureKind.BUG, "INTERNAL", "internal error; the server's log has the details");

    private final OperationStore store;
    private final WorkStore work;
    private final Transactions transactions;
    private final OperationWorks works;
    private final OperationEnds ends;

    @Inject
    OperationDriver(
            OperationStore store, WorkStore work, Transactions transactions, OperationWorks works, OperationEnds ends) {
        this.store = store;
        this.work = work;
        this.transactions = transactions;
        this.works = works;
        this.ends = ends;
    }

    @Override
    public WorkKind kind() {
        return WorkKind.OPERATION;
    }

    @Override
    public Next step(Claim claim, InstantSource clock) {
        Optional<Operation> found = read(claim);
        if (found.isEmpty()) {
            return clearedAway(claim);
        }
        Operation operation = found.get();
        try {
            return follow(operation, claim, works.of(operation.kind()).step(operation, claim.fence(), clock), clock);
        } catch (Superseded | Unavailable | Overloaded passing) {
            throw passing;
        } catch (Failure failure) {
            // It says what is wrong, and will say so again.
            return fail(operation, claim, OperationError.of(failure), clock.instant());
        }
    }

    @Override
    public void giveUp(Claim claim, Throwable failure, Instant now) {
        Optional<Operation> found = read(claim);
        if (found.isEmpty()) {
            clearedAway(claim);
        } else {
            fail(found.get(), claim, BUG, now);
        }
    }

    private Next follow(Operation operation, Claim claim, OperationStep step, InstantSource clock) {
        if (step instanceof OperationStep.Again) {
            return new Next(Micros.truncate(clock.instant()));
        } else if (step instanceof OperationStep.Wait wait) {
            return new Next(wait.until());
        } else if (step instanceof OperationStep.Failed failed) {
            return fail(operation, claim, failed.error(), clock.instant());
        }
        return succeed(operation, claim, (OperationStep.Done) step, Micros.truncate(clock.instant()));
    }

    private Next succeed(Operation operation, Claim claim, OperationStep.Done done, Instant now) {
        transactions.write(() -> {
            work.check(claim.fence());
            String progress = done.inTransaction().apply(now);
            if (!ends.succeed(operation, progress, now)) {
                throw new Superseded(claim.fence());
            }
        });
        log.info("{} {} is done", operation.kind(), operation.name());
        ends.count(operation.kind(), null);
        return Next.DONE;
    }

    private Next fail(Operation operation, Claim claim, OperationError error, Instant time) {
        transactions.write(() -> {
            work.check(claim.fence());
            if (!ends.fail(operation, error, Micros.truncate(time))) {
                throw new Superseded(claim.fence());
            }
        });
        log.info("{} {} failed: {} {}", operation.kind(), operation.name(), error.reason(), error.message());
        ends.count(operation.kind(), error);
        return Next.DONE;
    }

    /** It ended between the claim and now, and the fence tells; or its work was left behind. */
    private Next clearedAway(Claim claim) {
        transactions.write(() -> {
            work.check(claim.fence());
            work.remove(claim.fence().resource());
        });
        return Next.DONE;
    }

    private Optional<Operation> read(Claim claim) {
        ResourceName name = ResourceName.read(claim.fence().resource());
        return transactions.read(() -> store.find(name)).filter(operation -> !operation.isDone());
    }
}
