package dev.assay.server.store;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.WorkStore;

/** The stores that the domain rooms declare, kept in one database. */
public final class StoreModule extends AbstractModule {
    private final OpenStore store;

    /** Stores of this open database. */
    public StoreModule(OpenStore store) {
        this.store = store;
    }

    @Override
    protected void configure() {
        bind(Database.class).toInstance(store.database());
        bind(Transactions.class).to(Database.class);
        keep(WorkStore.class, SqlWorkStore.class);
    }

    private <T> void keep(Class<T> declared, Class<? extends T> kept) {
        bind(kept).in(Singleton.class);
        bind(declared).to(kept);
    }
}
