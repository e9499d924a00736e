package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.AnnotationSpecSet;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of label sets and of holds must do. */
abstract class SpecSetStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123456Z");
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "shop");

    private Database database;
    private SqlAnnotationSpecSetStore store;
    private SqlHolds holds;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        store = new SqlAnnotationSpecSetStore(database);
        holds = new SqlHolds(database);
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void find_answersWhatWasInserted() {
        AnnotationSpecSet set = set("a");
        store.insert(set);

        assertThat(store.find(set.name())).contains(set);
        assertThat(store.find(name("b"))).isEmpty();
        assertThat(store.find(ResourceName.of(ResourceKind.ANNOTATION_SPEC_SET, "bank", "a")))
                .isEmpty();
    }

    @Test
    void list_isByIdAfterAnId_ofOneProject() {
        List.of("a", "c", "b").forEach(id -> store.insert(set(id)));

        assertThat(store.list(PROJECT, "", 2)).containsExactly(set("a"), set("b"));
        assertThat(store.list(PROJECT, "b", 2)).containsExactly(set("c"));
        assertThat(store.list(ResourceName.of(ResourceKind.PROJECT, "bank"), "", 2))
                .isEmpty();
    }

    @Test
    void delete_hidesTheSet_andLeavesARecord() {
        store.insert(set("a"));
        store.insert(set("b"));
        assertThat(store.wasDeletedAfter(name("a"), Instant.EPOCH)).isFalse();

        assertThat(store.delete(name("a"), NOW)).isTrue();
        assertThat(store.delete(name("a"), NOW.plusSeconds(1))).isFalse();

        assertThat(store.find(name("a"))).isEmpty();
        assertThat(store.list(PROJECT, "", 10)).containsExactly(set("b"));
        assertThat(store.wasDeletedAfter(name("a"), NOW.minusSeconds(1))).isTrue();
        assertThat(store.wasDeletedAfter(name("a"), NOW)).isFalse();
    }

    @Test
    void removeDeleted_takesWhatIsOldEnough() {
        List.of("a", "b", "c").forEach(id -> store.insert(set(id)));
        store.delete(name("a"), NOW);
        store.delete(name("b"), NOW.plusSeconds(1));

        assertThat(store.removeDeleted(NOW, 10)).isEqualTo(1);
        assertThat(store.wasDeletedAfter(name("a"), Instant.EPOCH)).isFalse();
        assertThat(store.wasDeletedAfter(name("b"), Instant.EPOCH)).isTrue();
        assertThat(store.find(name("c"))).isPresent();
    }

    @Test
    void holds_areByResource_inNameOrder_andHarmlessToRepeat() {
        ResourceName job = ResourceName.of(ResourceKind.EVALUATION_JOB, "shop", "j");
        ResourceName run = job.child(ResourceKind.RUN, "r");
        holds.hold(name("a"), run);
        holds.hold(name("a"), job);
        holds.hold(name("a"), job);
        holds.hold(name("b"), run);

        assertThat(holds.holders(List.of(name("a"), name("b"), name("c"))))
                .isEqualTo(Map.of(name("a"), List.of(job, run), name("b"), List.of(run)));
        assertThat(holds.holders(List.of())).isEmpty();

        holds.dropAll(run);
        assertThat(holds.holders(List.of(name("a"), name("b")))).isEqualTo(Map.of(name("a"), List.of(job)));
    }

    private static AnnotationSpecSet set(String id) {
        return new AnnotationSpecSet(
                name(id),
                "set " + id,
                "",
                List.of(new AnnotationSpec("cat \"x\" 😀", "a\nb"), new AnnotationSpec("dog", "")),
                NOW);
    }

    private static ResourceName name(String id) {
        return ResourceName.of(ResourceKind.ANNOTATION_SPEC_SET, "shop", id);
    }
}
