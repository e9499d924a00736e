package dev.assay.server.dataset.instruction;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.operation.OperationWork;

/** Instructions and the work that makes them. Their store and the files are bound by their rooms. */
public final class InstructionModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(Instructions.class);
        bind(InstructionRequests.class);
        bind(InstructionWork.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), OperationWork.class).addBinding().to(InstructionWork.class);
    }
}
