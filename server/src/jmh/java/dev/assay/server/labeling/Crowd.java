package dev.assay.server.labeling;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullUnmarked;

/** Threads that all do one thing, each as one person. */
@NullUnmarked // a tool
final class Crowd {
    private Crowd() {}

    /** What a person does. */
    interface Work {
        void as(int person) throws Exception;
    }

    /** Returns when all are done; fails if any did. */
    static void run(int people, Work work) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(people);
        List<Exception> failures = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            int person = i;
            Thread thread = new Thread(() -> {
                try {
                    work.as(person);
                } catch (Exception e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                } finally {
                    ended.countDown();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        ended.await();
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " people failed", failures.get(0));
        }
    }
}
