package dev.assay.server.grpc;

import static dev.assay.server.grpc.FaultScripts.Script;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.JobRequests;
import dev.assay.server.store.Faults;
import dev.assay.server.store.Faults.Moment;
import dev.assay.server.store.FaultyStores;
import dev.assay.server.store.MemoryDisk;
import dev.assay.server.store.OpenStore;
import dev.assay.server.work.QuietWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What must hold on every store that fails: each script is played over and over, the first time with its first store
 * call failing, then the second, until it passes without a fault. The client and the clock repeat what failed, the
 * script tells whether all came out as asked, and nothing may be left behind that breaks an invariant.
 */
@ExtendWith(QuietWork.class)
abstract class StoreFaultsContract {
    private static final Duration GROUND_TRUTH_WAIT = Duration.ofSeconds(4);

    /** In calls; a client repeats more often than that. */
    private static final int OUTAGE = 4;

    @TempDir(factory = MemoryDisk.class)
    Path directory;

    private FaultDoor door;
    private String specSet;

    /** An empty store, closed after the test. */
    abstract OpenStore open(Path place);

    /** Of how many calls one fails, in its turn. */
    int stride() {
        return 1;
    }

    @BeforeEach
    void begin() throws Exception {
        door = new FaultDoor(new FaultyStores(open(directory)), directory, GROUND_TRUTH_WAIT);
        specSet = door.labeling()
                .createAnnotationSpecSet(JobRequests.specSet("cat", "dog"))
                .getName();
    }

    @AfterEach
    void end() {
        door.close();
    }

    static Stream<Arguments> scripts() {
        return FaultScripts.ALL.keySet().stream().map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_comesOutRight_whicheverCallFails(String name) {
        playWithFaults(name, Moment.BEFORE_CALL, 1, stride());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_comesOutRight_whereverAnOutageBegins(String name) {
        playWithFaults(name, Moment.BEFORE_CALL, OUTAGE, (OUTAGE - 1) * stride());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_comesOutRight_whicheverAnswerIsLost(String name) {
        playWithFaults(name, Moment.ANSWER_LOST, 1, 1);
    }

    /** The rules that every play is judged by do judge. */
    @ParameterizedTest
    @MethodSource("corruptions")
    void invariants_areFoundBroken(String sql, String rule) {
        FaultClient client = new FaultClient(door, specSet, "sound");
        FaultScripts.withSucceededRun(client);
        client.log(4, 6);
        client.start("active");
        client.log(6, 8);
        OperationScripts.instruction(client);
        FaultyStores stores = door.stores();
        stores.invariants().check();

        assertThat(stores.brokenBy(sql.formatted(stores.tableName("samples", "texts"))))
                .anySatisfy(broken -> assertThat(broken).contains(rule));
    }

    static Stream<Arguments> corruptions() {
        return Stream.of(
                Arguments.of("UPDATE sampling_interval SET taken = taken + 1", "as many rows as it counted"),
                Arguments.of("UPDATE sampling_interval SET cap = 1", "no more than its cap"),
                Arguments.of("UPDATE sampling_interval SET seal_time = 1", "has one open interval"),
                Arguments.of("UPDATE %s SET evaluation_interval = 99999", "in an interval of its job"),
                Arguments.of("DELETE FROM run WHERE end_time IS NOT NULL", "is in one run"),
                Arguments.of("UPDATE run SET interval = NULL", "has an interval of its job"),
                Arguments.of("UPDATE run SET end_time = NULL", "has an end exactly"),
                Arguments.of("DELETE FROM work", "an active run has work"),
                Arguments.of("UPDATE run SET end_time = 1", "work has an active run"),
                Arguments.of("UPDATE job SET delete_time = 1", "who holds is"),
                Arguments.of("DELETE FROM hold", "holds its label set"),
                Arguments.of("DELETE FROM hold", "an active run holds"),
                Arguments.of("UPDATE run SET dataset = 'another'", "belongs to the one run"),
                Arguments.of("DELETE FROM evaluation WHERE label IS NULL", "the evaluation of its last revision"),
                Arguments.of("UPDATE snapshot SET revision = 7", "as many complete snapshots"),
                Arguments.of("UPDATE snapshot SET complete_time = NULL", "exactly under complete snapshots"),
                Arguments.of("DELETE FROM snapshot_item WHERE ordinal = 0", "the items of a complete snapshot"),
                Arguments.of("UPDATE annotated_dataset SET complete_time = NULL", "the truth of a snapshot is shown"),
                Arguments.of("DELETE FROM example", "with an example for each item"),
                Arguments.of("UPDATE annotated_dataset SET id = 'x' || id", "what is annotated, and not given up"),
                Arguments.of("DELETE FROM example", "examples and their labels"),
                Arguments.of("UPDATE instruction SET document_size = 1", "has its document whole"),
                Arguments.of("UPDATE instruction SET complete_time = NULL", "is being made"),
                Arguments.of("DELETE FROM instruction", "pages have an instruction"),
                Arguments.of("UPDATE run_request SET run = 'another'", "what a request led to"),
                Arguments.of("UPDATE job SET next_due = next_due + 86400000000", "the next due time"),
                Arguments.of("UPDATE run SET first_due = 1, last_due = 2 WHERE end_time IS NULL", "each due time"));
    }

    private void playWithFaults(String name, Moment moment, int length, int stride) {
        Script script = FaultScripts.ALL.get(name);
        int faults = 0;
        while (play(script, moment, faults * stride + 1, length)) {
            faults++;
        }
        System.out.printf("%s: %d faults %s, %d long%n", name, faults, moment, length);
        assertThat(faults).as("calls that failed").isPositive();
    }

    /** Whether the script got as far as the call that was to fail. */
    private boolean play(Script script, Moment moment, int nth, int length) {
        FaultClient client = new FaultClient(door, specSet, moment + "-" + length + "-" + nth);
        Faults faults = door.stores().faults();
        try {
            Object prepared = script.prepare().apply(client);
            faults.arm(moment, nth, length);
            Runnable outcome = script.act().apply(client, prepared);
            boolean struck = faults.disarm();
            outcome.run();
            door.stores().invariants().check();
            door.stores().invariants().checkStored(client.job(), "samples", "texts", client.acknowledged());
            finish(client);
            return struck;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(moment + " number " + nth + ", " + length + " long", e);
        }
    }

    /** Ends what the script left under way, so that the next play has the server to itself. */
    private void finish(FaultClient client) {
        client.list().forEach(run -> client.ended(run.getName()));
        client.delete();
        door.stores().invariants().check();
        door.stores().clear();
    }
}
