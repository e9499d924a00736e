package dev.assay.server.operation;

import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who does which kind of operation. */
final class OperationWorks {
    private final Map<OperationKind, OperationWork> works;

    @Inject
    OperationWorks(Set<OperationWork> works) {
        this.works = works.stream().collect(Collectors.toMap(OperationWork::kind, Function.identity()));
    }

    OperationWork of(OperationKind kind) {
        OperationWork work = works.get(kind);
        if (work == null) {
            throw new IllegalStateException("nobody does operations of kind " + kind);
        }
        return work;
    }
}
