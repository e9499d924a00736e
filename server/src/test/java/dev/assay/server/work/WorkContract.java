package dev.assay.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Superseded;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of durable work must do. */
public abstract class WorkContract {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123456Z");
    private static final long LEASE_SECONDS = 30;

    private WorkStore store;

    /** A store without any work. */
    protected abstract WorkStore open();

    @BeforeEach
    void begin() {
        store = open();
    }

    @Test
    void claim_takesWhatHasBeenDueLongest_andNothingEarly() {
        add("b", NOW.minusSeconds(1));
        add("a", NOW.minusSeconds(3));
        add("c", NOW.plusSeconds(1));

        assertThat(claim("me", NOW)).get().extracting(WorkContract::resource).isEqualTo("a");
        assertThat(claim("me", NOW)).get().extracting(WorkContract::resource).isEqualTo("b");
        assertThat(claim("me", NOW)).isEmpty();
    }

    @Test
    void handBack_keepsTries_andTheTimeOfTheNextClaim() {
        add("a", NOW);
        store.handBack(claimed("me", NOW).fence(), NOW.plusSeconds(5), 3);

        assertThat(claim("me", NOW.plusSeconds(4))).isEmpty();
        assertThat(claimed("me", NOW.plusSeconds(5)).tries()).isEqualTo(3);
    }

    @Test
    void abandonedLease_isReclaimed_withAHigherNumber_onlyWhenItHasEnded() {
        add("a", NOW);
        Claim abandoned = claimed("dead", NOW);

        assertThat(claim("me", NOW.plusSeconds(LEASE_SECONDS).minusNanos(1_000)))
                .isEmpty();
        Claim mine = claimed("me", NOW.plusSeconds(LEASE_SECONDS));

        assertThat(mine.fence().number()).isGreaterThan(abandoned.fence().number());
    }

    @Test
    void claimsAtTheSameTime_haveRisingNumbers() {
        add("a", NOW);
        Fence first = claimed("me", NOW).fence();
        store.handBack(first, NOW, 0);

        assertThat(claimed("me", NOW).fence().number()).isGreaterThan(first.number());
    }

    @Test
    void supersededOwner_isRefused_andChangesNothing() {
        add("a", NOW);
        Fence old = claimed("dead", NOW).fence();
        Fence mine = claimed("me", NOW.plusSeconds(LEASE_SECONDS)).fence();

        assertThat(store.extend(old, NOW.plusSeconds(1_000))).isFalse();
        assertThatThrownBy(() -> store.check(old)).isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> store.handBack(old, NOW, 0)).isInstanceOf(Superseded.class);

        store.check(mine);
        assertThat(claim("other", NOW.plusSeconds(2 * LEASE_SECONDS).minusNanos(1_000)))
                .isEmpty();
    }

    @Test
    void handedBackFence_isVoid() {
        add("a", NOW);
        Fence fence = claimed("me", NOW).fence();
        store.handBack(fence, NOW.plusSeconds(5), 0);

        assertThat(store.extend(fence, NOW.plusSeconds(1_000))).isFalse();
        assertThatThrownBy(() -> store.handBack(fence, NOW, 0)).isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> store.check(fence)).isInstanceOf(Superseded.class);
    }

    @Test
    void extend_movesTheEndOfTheLease() {
        add("a", NOW);
        Fence fence = claimed("me", NOW).fence();

        assertThat(store.extend(fence, NOW.plusSeconds(100))).isTrue();

        assertThat(claim("other", NOW.plusSeconds(99))).isEmpty();
        assertThat(claim("other", NOW.plusSeconds(100))).isPresent();
    }

    @Test
    void parkedWork_waitsUntilItIsWoken() {
        add("a", NOW);
        store.handBack(claimed("me", NOW).fence(), Instant.MAX, 0);
        Instant muchLater = NOW.plusSeconds(1_000_000_000);
        assertThat(claim("me", muchLater)).isEmpty();

        store.wake("a", NOW.plusSeconds(7));

        assertThat(claim("me", NOW.plusSeconds(6))).isEmpty();
        assertThat(claim("me", NOW.plusSeconds(7))).isPresent();
    }

    @Test
    void wake_leavesAlone_whatIsDueOrGone() {
        add("due", NOW.minusSeconds(1));

        store.wake("due", NOW.plusSeconds(60));
        store.wake("gone", NOW.plusSeconds(60));

        assertThat(claim("me", NOW)).get().extracting(WorkContract::resource).isEqualTo("due");
        assertThat(claim("me", NOW)).isEmpty();
    }

    @Test
    void wakeDuringAStep_isNotLost_whenTheStepParksItsWork() {
        add("a", NOW);
        Fence sawTooLittle = claimed("me", NOW).fence();

        store.wake("a", NOW.plusSeconds(1));

        assertThatThrownBy(() -> store.handBack(sawTooLittle, Instant.MAX, 0)).isInstanceOf(Superseded.class);
        assertThat(store.extend(sawTooLittle, NOW.plusSeconds(1_000))).isFalse();
        assertThat(claimed("other", NOW.plusSeconds(1)).fence().number()).isGreaterThan(sawTooLittle.number());
    }

    @Test
    void removedWork_voidsItsFence_evenIfItIsAddedAgain() {
        add("a", NOW);
        Fence stalled = claimed("dead", NOW).fence();
        store.remove("a");
        assertThatThrownBy(() -> store.check(stalled)).isInstanceOf(Superseded.class);

        add("a", NOW.plusSeconds(1));
        Fence mine = claimed("me", NOW.plusSeconds(1)).fence();

        assertThat(mine.number()).isGreaterThan(stalled.number());
        assertThat(store.extend(stalled, NOW.plusSeconds(1_000))).isFalse();
        assertThatThrownBy(() -> store.check(stalled)).isInstanceOf(Superseded.class);
    }

    private void add(String resource, Instant wakeTime) {
        store.add(resource, WorkKind.RUN, wakeTime);
    }

    private Optional<Claim> claim(String owner, Instant now) {
        return store.claim(owner, now, now.plusSeconds(LEASE_SECONDS));
    }

    private Claim claimed(String owner, Instant now) {
        return claim(owner, now).orElseThrow();
    }

    private static String resource(Claim claim) {
        return claim.fence().resource();
    }
}
