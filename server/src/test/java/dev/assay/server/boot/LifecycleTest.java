package dev.assay.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final List<String> events = new ArrayList<>();
    private final Lifecycle lifecycle = new Lifecycle();

    @Test
    void parts_startInOrder_andStopInReverse_once() throws Exception {
        add("store", false, false);
        add("door", false, false);

        lifecycle.start();
        lifecycle.stop();
        lifecycle.stop();

        assertThat(events).containsExactly("+store", "+door", "-door", "-store");
    }

    @Test
    void partThatCannotStart_hasThoseBeforeItStopped() {
        add("store", false, false);
        add("door", true, false);
        add("clock", false, false);

        assertThatThrownBy(lifecycle::start).hasMessage("door");

        assertThat(events).containsExactly("+store", "-store");
    }

    @Test
    void partThatCannotStop_keepsNoOtherFromStopping() throws Exception {
        add("store", false, false);
        add("door", false, true);

        lifecycle.start();
        lifecycle.stop();

        assertThat(events).containsExactly("+store", "+door", "-store");
    }

    @Test
    void stop_isGivenWhatIsLeftOfItsLimit_andNeverLessThanAQuarter() throws Exception {
        Duration limit = Duration.ofMillis(400);
        List<Duration> limits = new ArrayList<>();
        lifecycle.add("store", () -> {}, limits::add, limit);
        lifecycle.add(
                "door",
                () -> {},
                left -> {
                    limits.add(left);
                    LockSupport.parkNanos(limit.toNanos());
                },
                limit);
        lifecycle.add("readiness", () -> {}, limits::add, Duration.ofHours(1));

        lifecycle.start();
        lifecycle.stop();

        assertThat(limits.get(0)).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(limits.get(1)).isBetween(limit.dividedBy(4), limit);
        assertThat(limits.get(2)).isEqualTo(limit.dividedBy(4));
    }

    private void add(String name, boolean failsToStart, boolean failsToStop) {
        lifecycle.add(
                name, () -> event("+", name, failsToStart), limit -> event("-", name, failsToStop), Duration.ZERO);
    }

    private void event(String sign, String name, boolean fails) {
        if (fails) {
            throw new IllegalStateException(name);
        }
        events.add(sign + name);
    }
}
