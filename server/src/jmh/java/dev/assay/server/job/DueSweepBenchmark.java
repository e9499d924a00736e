package dev.assay.server.job;

import dev.assay.server.store.StandingJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of one tick, among a thousand jobs and among a million: it must follow what is due, not what there is. Beginning runs includes their commits, so it is the disk's flushing that is measured beside it.
 */
@NullUnmarked // JMH calls the set-up
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 4)
public class DueSweepBenchmark {
    private static final int PEAK = 1_000;

    @Param({"embedded", "postgresql"})
    String store;

    @Param({"1000", "1000000"})
    int standing;

    private Path directory;
    private StandingJobs jobs;
    private Instant now = Instant.parse("2026-03-02T10:00:00Z");

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Files.createTempDirectory("due");
        jobs = store.equals("embedded")
                ? new StandingJobs(directory, standing)
                : StandingJobs.postgresql(directory, standing);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        jobs.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What a tick finds, made anew before each. */
    @State(Scope.Benchmark)
    public abstract static class Due {
        private final int count;

        Due(int count) {
            this.count = count;
        }

        @Setup(Level.Invocation)
        public void makeDue(DueSweepBenchmark benchmark) {
            benchmark.now = benchmark.now.plusSeconds(1);
            benchmark.jobs.makeDue(benchmark.standing - count + 1, benchmark.standing, benchmark.now);
        }
    }

    /** Ten of the jobs. */
    public static class Ten extends Due {
        public Ten() {
            super(10);
        }
    }

    /** As many as a small server has at the time of day when all are due. */
    public static class Peak extends Due {
        public Peak() {
            super(PEAK);
        }
    }

    /** A tick that finds nothing, as nearly all do. */
    @Benchmark
    public int nothingDue() {
        return jobs.sweep(now);
    }

    /** A tick that finds ten due jobs and begins their runs. */
    @Benchmark
    public int tenDue(Ten due) {
        return require(10);
    }

    /** A tick that finds a thousand due jobs. */
    @Benchmark
    public int thousandDue(Peak due) {
        return require(PEAK);
    }

    private int require(int expected) {
        int begun = jobs.sweep(now);
        if (begun != expected) {
            throw new IllegalStateException("began " + begun + " instead of " + expected);
        }
        return begun;
    }
}
