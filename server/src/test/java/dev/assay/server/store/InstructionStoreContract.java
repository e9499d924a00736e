package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.dataset.instruction.Instruction;
import dev.assay.server.dataset.instruction.InstructionStore.DeletedInstruction;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of instructions must do. */
abstract class InstructionStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123456Z");
    private static final Instant LATER = NOW.plusSeconds(3);
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "shop");

    private Database database;
    private SqlInstructionStore store;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        store = new SqlInstructionStore(database);
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void instruction_isFoundOnceItIsComplete() {
        store.insert(instruction("a"));

        assertThat(store.find(name("a"))).isEmpty();
        assertThat(store.list(PROJECT, "", 10)).isEmpty();
        assertThat(store.delete(name("a"), NOW)).isFalse();

        assertThat(store.complete(name("a"), 5, LATER)).isTrue();
        assertThat(store.complete(name("a"), 6, LATER)).isFalse();
        assertThat(store.find(name("a"))).contains(complete("a", 5));
        assertThat(store.find(ResourceName.of(ResourceKind.INSTRUCTION, "bank", "a")))
                .isEmpty();
        assertThat(store.complete(name("b"), 5, LATER)).isFalse();
    }

    @Test
    void insert_leavesWhatStands() {
        add("a");

        store.insert(
                new Instruction(name("a"), "other", "other", DataType.TEXT, new ObjectUri("b", "o"), 0, LATER, LATER));

        assertThat(store.find(name("a"))).contains(complete("a", 1));
    }

    @Test
    void list_isByIdAfterAnId_ofOneProject() {
        List.of("a", "c", "b").forEach(this::add);

        assertThat(store.list(PROJECT, "", 2)).containsExactly(complete("a", 1), complete("b", 1));
        assertThat(store.list(PROJECT, "b", 2)).containsExactly(complete("c", 1));
        assertThat(store.list(ResourceName.of(ResourceKind.PROJECT, "bank"), "", 2))
                .isEmpty();
    }

    @Test
    void pages_areByNumber_andRemovedInSome() {
        for (int page = 0; page < 3; page++) {
            store.addPage(name("a"), page, new byte[] {(byte) page, 0, (byte) 0xff});
        }
        store.addPage(name("b"), 0, new byte[1 << 20]);

        assertThat(store.page(name("a"), 2).orElseThrow()).containsExactly(2, 0, 0xff);
        assertThat(store.page(name("b"), 0).orElseThrow()).hasSize(1 << 20);
        assertThat(store.page(name("a"), 3)).isEmpty();

        assertThat(store.removePages(name("a"), 2)).isEqualTo(2);
        assertThat(store.page(name("a"), 1)).isEmpty();
        assertThat(store.page(name("a"), 2)).isPresent();
        assertThat(store.removePages(name("a"), 2)).isEqualTo(1);
        assertThat(store.page(name("b"), 0)).isPresent();
    }

    @Test
    void delete_hidesTheInstruction_andLeavesARecord() {
        add("a");
        add("b");
        assertThat(store.wasDeletedAfter(name("a"), Instant.EPOCH)).isFalse();

        assertThat(store.delete(name("a"), NOW)).isTrue();
        assertThat(store.delete(name("a"), LATER)).isFalse();

        assertThat(store.find(name("a"))).isEmpty();
        assertThat(store.list(PROJECT, "", 10)).containsExactly(complete("b", 1));
        assertThat(store.complete(name("a"), 5, LATER)).isFalse();
        assertThat(store.wasDeletedAfter(name("a"), NOW.minusSeconds(1))).isTrue();
        assertThat(store.wasDeletedAfter(name("a"), NOW)).isFalse();
    }

    @Test
    void discard_takesOnlyWhatNeverWasComplete_andNobodyHearsOfIt() {
        add("a");
        store.insert(instruction("b"));

        List.of("a", "b", "c").forEach(id -> store.discard(name(id), NOW));

        assertThat(store.find(name("a"))).isPresent();
        assertThat(store.complete(name("b"), 5, LATER)).isFalse();
        assertThat(store.wasDeletedAfter(name("b"), Instant.EPOCH)).isFalse();
        assertThat(store.deleted(10)).containsExactly(new DeletedInstruction(name("b"), NOW));
    }

    @Test
    void deleted_areLongestDeletedFirst_untilTheyAreRemoved() {
        List.of("a", "b", "c").forEach(this::add);
        store.delete(name("c"), NOW);
        store.delete(name("a"), LATER);

        assertThat(store.deleted(10))
                .containsExactly(new DeletedInstruction(name("c"), NOW), new DeletedInstruction(name("a"), LATER));
        assertThat(store.deleted(1)).hasSize(1);

        store.remove(name("c"));
        assertThat(store.deleted(10)).containsExactly(new DeletedInstruction(name("a"), LATER));
        assertThat(store.wasDeletedAfter(name("c"), Instant.EPOCH)).isFalse();
        assertThat(store.find(name("b"))).isPresent();
    }

    private void add(String id) {
        store.insert(instruction(id));
        store.complete(name(id), 1, LATER);
    }

    private static Instruction instruction(String id) {
        return instruction(id, 0, NOW);
    }

    private static Instruction complete(String id, long size) {
        return instruction(id, size, LATER);
    }

    private static Instruction instruction(String id, long size, Instant updateTime) {
        return new Instruction(
                name(id),
                "how to " + id + " \"x\" 😀",
                "a\nb",
                DataType.IMAGE,
                new ObjectUri("bucket", "how to/ä.pdf"),
                size,
                NOW,
                updateTime);
    }

    private static ResourceName name(String id) {
        return ResourceName.of(ResourceKind.INSTRUCTION, "shop", id);
    }
}
