package dev.assay.server.dataset.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.Holds;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationReport;
import dev.assay.server.store.Faults.Moment;
import dev.assay.server.store.FaultyStores;
import dev.assay.server.store.OpenStore;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.work.QuietWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * An import over a store that fails: played over and over, the first time with its first store call failing, then the
 * second, until it passes without a fault. Whoever works repeats what failed, as another process would after the first
 * has died, and every line must have become one item or one failure.
 */
@ExtendWith(QuietWork.class)
abstract class ImportFaultsContract {
    private static final int LINES = 4_100;
    private static final int CHUNKS = 3;
    private static final int UNUSABLE_EACH = 1_000;
    private static final int UNUSABLE = 5;
    /** Longer than a worker needs to find that it cannot even hand its work back. */
    private static final int OUTAGE = 6;

    @TempDir
    Path directory;

    private FaultyStores stores;
    private ImportBench bench;

    /** An empty store, closed after the test. */
    abstract OpenStore open(Path place);

    @BeforeEach
    void begin() {
        stores = new FaultyStores(open(directory));
        bench = new ImportBench(stores.module());
        bench.files.put(
                "in.csv",
                IntStream.range(0, LINES)
                        .mapToObj(i -> i % UNUSABLE_EACH == 7 ? "a,b" : "text " + i)
                        .collect(Collectors.joining("\n")));
    }

    @AfterEach
    void end() {
        stores.close();
    }

    @Test
    void lines_becomeItemsOnce_whicheverCallFails() {
        play(Moment.BEFORE_CALL, 1, 1);
    }

    @Test
    void lines_becomeItemsOnce_whicheverAnswerIsLost() {
        play(Moment.ANSWER_LOST, 1, 1);
    }

    @Test
    void lines_becomeItemsOnce_whereverAnOutageBegins() {
        play(Moment.BEFORE_CALL, OUTAGE, OUTAGE - 1);
    }

    private void play(Moment moment, int length, int stride) {
        int faults = 0;
        while (struck(moment, faults * stride + 1, length)) {
            faults++;
        }
        assertThat(faults).as("faults").isGreaterThanOrEqualTo(CHUNKS);
    }

    /** Whether the import got as far as the call that was to fail. */
    private boolean struck(Moment moment, int nth, int length) {
        ResourceName dataset = bench.dataset();
        Operation operation = bench.start(ImportBench.ofFile(dataset, "TEXT", "in.csv"));
        stores.faults().arm(moment, nth, length);
        for (int tries = 0; tries < 20 && !isDone(operation); tries++) {
            attempt(() -> bench.claim().map(claim -> {
                bench.work(claim, bench::now);
                return claim;
            }));
            bench.pass(Duration.ofSeconds(40));
        }
        boolean struck = stores.faults().disarm();

        String play = moment + " number " + nth + ", " + length + " long";
        OperationReport report = bench.report(operation);
        assertThat(report.operation().isDone()).as(play).isTrue();
        assertThat(report.operation().error()).as(play).isNull();
        assertThat(bench.texts(dataset))
                .as(play)
                .isEqualTo(IntStream.range(0, LINES)
                        .filter(i -> i % UNUSABLE_EACH != 7)
                        .mapToObj(i -> "text " + i)
                        .toList());
        assertThat(ImportBench.failures(report)).as(play).hasSize(UNUSABLE).doesNotHaveDuplicates();
        assertThat(ImportCounts.of(report.operation())).as(play).isEqualTo(new ImportCounts(LINES, LINES - UNUSABLE));
        assertThat(bench.read(dataset).inputConfigs()).as(play).hasSize(1);
        assertThat(bench.get(Holds.class).holders(List.of(dataset))).as(play).isEmpty();
        return struck;
    }

    private boolean isDone(Operation operation) {
        return Boolean.TRUE.equals(
                attempt(() -> bench.report(operation).operation().isDone()));
    }

    private static <T> T attempt(Supplier<T> call) {
        try {
            return call.get();
        } catch (Unavailable onPurpose) {
            return null;
        }
    }
}
