package dev.assay.server.work;

import dev.assay.server.vocabulary.Fence;
import java.time.Instant;
import java.util.Optional;

/** Does what another store does; subclasses do some of it otherwise. */
public abstract class ForwardingWorkStore implements WorkStore {
    private final WorkStore store;

    protected ForwardingWorkStore(WorkStore store) {
        this.store = store;
    }

    @Override
    public void add(String resource, WorkKind kind, Instant wakeTime) {
        store.add(resource, kind, wakeTime);
    }

    @Override
    public Optional<Claim> claim(String owner, Instant now, Instant leaseEnd) {
        return store.claim(owner, now, leaseEnd);
    }

    @Override
    public boolean extend(Fence fence, Instant leaseEnd) {
        return store.extend(fence, leaseEnd);
    }

    @Override
    public void check(Fence fence) {
        store.check(fence);
    }

    @Override
    public void handBack(Fence fence, Instant wakeTime, int tries) {
        store.handBack(fence, wakeTime, tries);
    }

    @Override
    public void wake(String resource, Instant now) {
        store.wake(resource, now);
    }

    @Override
    public void remove(String resource) {
        store.remove(resource);
    }
}
