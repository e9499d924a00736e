package dev.assay.server.whole;

import dev.assay.server.whole.Acknowledged.Group;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.ProvideGroundTruthResponse;
import dev.assay.v1.ProvideGroundTruthResponse.Result.Outcome;
import dev.assay.v1.Run;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** People and programs around the jobs: they ask for runs, tell the truth, and pause what they will resume. */
final class Operators {
    private static final int TRUTHS_AT_ONCE = 200;

    private final PatientCalls calls;
    private final RunFollows follows;
    private final Troubles troubles;
    private final Map<String, String> runOfRequest = new LinkedHashMap<>();
    private final Map<String, String> jobOfRequest = new LinkedHashMap<>();
    private final Map<String, Set<String>> truths = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> heldTruths = new ConcurrentHashMap<>();
    private volatile boolean ending;
    private int refusedWhilePaused;

    Operators(PatientCalls calls, RunFollows follows, Troubles troubles) {
        this.calls = calls;
        this.follows = follows;
        this.troubles = troubles;
    }

    void end() {
        ending = true;
    }

    /** Asks for runs of a random job until the end. */
    void requestRuns(List<String> jobs, long seed) {
        Random random = new Random(seed);
        for (int number = 0; !ending; number++) {
            request(jobs.get(random.nextInt(jobs.size())), "request-" + number);
            pause(300 + random.nextInt(1_500));
        }
    }

    /** Asks for a run, as often as it takes; a paused job answers that it is. */
    void request(String job, String requestId) {
        try {
            Run run = calls.run(job, requestId);
            follows.follow(run.getName());
            synchronized (this) {
                runOfRequest.put(requestId, run.getName());
                jobOfRequest.put(requestId, job);
            }
        } catch (StatusRuntimeException e) {
            refused(e);
        }
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private synchronized void refused(StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION) {
            refusedWhilePaused++;
        } else {
            troubles.unexpected("RunEvaluationJob: " + e);
        }
    }

    /** Pauses a job and resumes it, until the end, after which it is resumed. */
    void pauseAndResume(String job, long seed) {
        Random random = new Random(seed);
        while (!ending) {
            pause(4_000 + random.nextInt(4_000));
            calls.pause(job);
            pause(500 + random.nextInt(1_500));
            calls.resume(job);
        }
    }

    /** Tells the truth of every other group of predictions, until the end. */
    void tellTruths(String job, BlockingQueue<Group> stored) throws InterruptedException {
        boolean every = false;
        while (!ending || !stored.isEmpty()) {
            Group group = stored.poll(200, TimeUnit.MILLISECONDS);
            List<String> ids = new ArrayList<>();
            int standing = 0;
            for (; group != null && ids.size() < TRUTHS_AT_ONCE; group = stored.poll()) {
                every = !every;
                if (every) {
                    ids.addAll(group.ids());
                    standing += group.stored();
                }
            }
            if (!ids.isEmpty() && tell(job, ids) < standing) {
                troubles.unexpected("of " + ids + " less than " + standing + " took their truth");
            }
        }
    }

    private int tell(String job, List<String> ids) {
        List<GroundTruth> sent = ids.stream()
                .map(id -> GroundTruth.newBuilder()
                        .setPredictionId(id)
                        .setGroundTruth("{\"labels\":[\"" + Math.floorMod(id.hashCode(), 10) + "\"]}")
                        .build())
                .toList();
        ProvideGroundTruthResponse answer = calls.truths(job, sent);
        int applied = 0;
        for (int i = 0; i < sent.size(); i++) {
            Outcome outcome = answer.getResults(i).getOutcome();
            if (outcome == Outcome.APPLIED) {
                add(truths, job, ids.get(i));
                applied++;
            } else if (outcome == Outcome.HELD) {
                add(heldTruths, job, ids.get(i));
            } else if (outcome != Outcome.NOT_SELECTED) {
                troubles.unexpected("ProvideGroundTruth: " + answer.getResults(i));
            }
        }
        return applied;
    }

    private static void add(Map<String, Set<String>> some, String job, String id) {
        some.computeIfAbsent(job, any -> ConcurrentHashMap.newKeySet()).add(id);
    }

    /** Ids whose truth a server said was written. */
    Set<String> truths(String job) {
        return Set.copyOf(truths.getOrDefault(job, Set.of()));
    }

    /** Ids whose truth a server said was kept until their prediction comes. */
    Set<String> heldTruths(String job) {
        return Set.copyOf(heldTruths.getOrDefault(job, Set.of()));
    }

    /** Every request once more; what does not lead to the same run as before. */
    synchronized List<String> otherRunWhenRepeated() {
        List<String> other = new ArrayList<>();
        runOfRequest.forEach((request, run) -> {
            String again = calls.run(String.valueOf(jobOfRequest.get(request)), request)
                    .getName();
            if (!again.equals(run)) {
                other.add(request + " led to " + run + ", then to " + again);
            }
        });
        return other;
    }

    /** The runs that requests led to. */
    synchronized List<String> runs() {
        return List.copyOf(runOfRequest.values());
    }

    @Override
    public synchronized String toString() {
        return runOfRequest.size() + " runs requested, " + refusedWhilePaused + " refused while paused, "
                + truths.values().stream().mapToInt(Set::size).sum() + " truths written, "
                + heldTruths.values().stream().mapToInt(Set::size).sum() + " held";
    }
}
