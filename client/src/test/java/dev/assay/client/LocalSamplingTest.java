package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.assay.v1.PopulationCounts;
import dev.assay.v1.SamplingPolicy;
import dev.assay.v1.SamplingPolicy.State;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalSamplingTest {
    private final Population population = new Population("client");
    private final LocalSampling sampling = new LocalSampling(population);

    private static SamplingPolicy policy(long interval, double percentage, State state) {
        return SamplingPolicy.newBuilder()
                .setInterval(interval)
                .setSamplePercentage(percentage)
                .setSalt(ByteString.copyFrom(new byte[16]))
                .setState(state)
                .build();
    }

    private long queuedOf(int count, long now) {
        return IntStream.range(0, count)
                .filter(i -> sampling.decide("id-" + i, 1, now) == LogOutcome.QUEUED)
                .count();
    }

    private PopulationCounts counts() {
        return Objects.requireNonNull(population.unsent());
    }

    @Test
    void beforeAnyPolicy_everythingIsSent() {
        assertThat(queuedOf(100, 0)).isEqualTo(100);
    }

    @Test
    void openPolicy_sendsWhatTheRulePicksAndCountsTheRest() {
        sampling.heard(policy(5, 0.3, State.OPEN), 0);
        long queued = queuedOf(10_000, 1);
        assertThat(queued).isBetween(2_800L, 3_200L);
        assertThat(counts().getNotSelected()).isEqualTo(10_000 - queued);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"FULL", "PAUSED", "CLOSED"})
    void trustedPolicy_sendsNothingUnlessOpen(State state) {
        sampling.heard(policy(5, 1, state), 0);
        assertThat(queuedOf(100, LocalSampling.TRUST_NANOS)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"FULL", "PAUSED", "CLOSED", "OPEN"})
    void policyNotConfirmedFor60Seconds_sendsWhatItsPercentageSelects(State state) {
        sampling.heard(policy(5, 0.3, state), 0);
        sampling.heard(null, 50);
        assertThat(queuedOf(1_000, 50 + LocalSampling.TRUST_NANOS + 1)).isBetween(240L, 360L);
    }

    @Test
    void heartbeat_confirmsThePolicy() {
        sampling.heard(policy(5, 1, State.PAUSED), 0);
        sampling.heard(null, LocalSampling.TRUST_NANOS);
        assertThat(sampling.decide("a", 1, 2 * LocalSampling.TRUST_NANOS)).isEqualTo(LogOutcome.PAUSED);
    }

    @Test
    void fullInterval_tellsSelectedFromNotSelectedAndCountsBoth() {
        sampling.heard(policy(5, 0.5, State.FULL), 0);
        long full = IntStream.range(0, 1_000)
                .filter(i -> sampling.decide("id-" + i, 1, 1) == LogOutcome.FULL)
                .count();
        assertThat(full).isBetween(440L, 560L);
        PopulationCounts counts = counts();
        assertThat(counts.getOverLimit()).isEqualTo(full);
        assertThat(counts.getNotSelected()).isEqualTo(1_000 - full);
        population.acknowledged(counts);
        assertThat(population.marks()).allMatch(Population.Mark::reached);
        assertThat(population.hasUnsent()).isFalse();
    }

    @Test
    void bodyThatFindsTheIntervalFull_countsEachOfItsInstances() {
        sampling.heard(policy(5, 0.5, State.FULL), 0);
        SelectionRule rule = new SelectionRule(new byte[16], 0.5);
        int selected = 0;
        for (int body = 0; body < 100; body++) {
            sampling.decide("id-" + body, 3, 1);
            for (int offset = 0; offset < 3; offset++) {
                selected += rule.selects("id-" + body + "/" + offset) ? 1 : 0;
            }
        }
        PopulationCounts counts = counts();
        assertThat(counts.getOverLimit()).isEqualTo(selected);
        assertThat(counts.getNotSelected()).isEqualTo(300 - selected);
    }

    @Test
    void pausedAndClosed_countNothing() {
        sampling.heard(policy(5, 0, State.PAUSED), 0);
        queuedOf(10, 1);
        sampling.heard(policy(0, 0, State.CLOSED), 2);
        queuedOf(10, 3);
        assertThat(population.unsent()).isNull();
    }

    @Test
    void dropsBeforeTheFirstPolicy_countTowardsItsInterval() {
        sampling.dropped(3);
        assertThat(population.unsent()).isNull();
        sampling.heard(policy(8, 1, State.OPEN), 0);
        assertThat(counts().getDropped()).isEqualTo(3);
    }

    @Test
    void newInterval_countsAnewAndTheOldCountsStillArrive() {
        sampling.heard(policy(5, 0, State.OPEN), 0);
        queuedOf(10, 1);
        sampling.heard(policy(6, 0, State.OPEN), 2);
        queuedOf(4, 3);
        PopulationCounts old = counts();
        PopulationCounts fresh = counts();
        assertThat(old.getInterval()).isEqualTo(5);
        assertThat(old.getNotSelected()).isEqualTo(10);
        assertThat(fresh.getInterval()).isEqualTo(6);
        assertThat(fresh.getNotSelected()).isEqualTo(4);
        assertThat(population.unsent()).isNull();
    }

    @Test
    void countsOfARefusedMessage_areSentAgain() {
        sampling.heard(policy(5, 0, State.OPEN), 0);
        queuedOf(10, 1);
        PopulationCounts sent = counts();
        assertThat(population.hasUnsent()).isFalse();
        population.refused(sent);
        assertThat(counts()).isEqualTo(sent);
    }
}
