package dev.assay.server.dataset.instruction;

import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.Held;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.instruction.InstructionStore.DeletedInstruction;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shows and deletes instructions, and serves their documents. They are made by {@link InstructionRequests}. */
public final class Instructions {
    private static final int INSTRUCTIONS_PER_READ = 50;
    /** What a page may carry; clients refuse answers above 4 MiB unless told otherwise. */
    private static final long MAX_PAGE_BYTES = 3 << 20;

    private static final int MOST_DELETED_AT_ONCE = 100;
    /** A transaction that removes more pages of a document holds up every other writer. */
    static final int PAGES_PER_TRANSACTION = 4;

    private final InstructionStore store;
    private final Holds holds;
    private final Transactions transactions;
    private final DatasetConfig config;

    @Inject
    Instructions(InstructionStore store, Holds holds, Transactions transactions, DatasetConfig config) {
        this.store = store;
        this.holds = holds;
        this.transactions = transactions;
        this.config = config;
    }

    /** Whether there is an instruction of this name. Who goes on to hold it has locked it before. */
    public boolean exists(ResourceName name) {
        return transactions.read(() -> store.find(name)).isPresent();
    }

    /**
     * An instruction by name, and who holds it.
     *
     * @throws NotFound if there is none, or its document is not kept yet
     */
    public Held<Instruction> get(ResourceName name) {
        return transactions.read(() -> {
            Instruction instruction = store.find(name).orElseThrow(() -> new NotFound(name));
            return new Held<>(instruction, holds.holders(name));
        });
    }

    /** The instructions of a project in the order of their creation, and who holds them. */
    public Page<Held<Instruction>> list(ResourceName project, PageRequest request) {
        return transactions.read(() -> {
            Page<Instruction> page = request.page(
                    find(project, request),
                    instruction -> List.of(instruction.name().id()),
                    Instruction::weight,
                    MAX_PAGE_BYTES);
            Map<ResourceName, List<ResourceName>> holders =
                    holds.holders(page.entries().stream().map(Instruction::name).toList());
            return page.map(each -> new Held<>(each, holders.getOrDefault(each.name(), List.of())));
        });
    }

    /**
     * The document of an instruction, from its beginning; it is read page by page, never held whole.
     *
     * @throws NotFound if there is no such instruction; from the stream, too, if it is removed meanwhile
     */
    public InputStream document(ResourceName name) {
        Instruction instruction = transactions.read(() -> store.find(name)).orElseThrow(() -> new NotFound(name));
        return new KeptDocument(store, transactions, name, instruction.documentSize());
    }

    /**
     * Deletes an instruction: hidden at once, removed by {@link #purgeSome}. Repeating it is harmless for as long as the
     * configuration says.
     *
     * @throws NotFound if there is none
     * @throws WrongState while somebody holds it, naming the holders
     */
    public void delete(ResourceName name, Instant now) {
        transactions.write(() -> {
            transactions.lock(name);
            holds.requireNone(name);
            if (!store.delete(name, now) && !store.wasDeletedAfter(name, now.minus(config.deletedLinger()))) {
                throw new NotFound(name);
            }
        });
    }

    /**
     * Goes on with removing deleted instructions: their documents, then the instructions themselves once they have
     * lingered. For the clock.
     *
     * @return whether more can be removed right away
     */
    public boolean purgeSome(Instant now) {
        boolean more = false;
        List<DeletedInstruction> oldest = transactions.read(() -> store.deleted(MOST_DELETED_AT_ONCE));
        for (DeletedInstruction deleted : oldest) {
            int removed = transactions.write(() -> {
                // Two that remove the same pages would each take what the other has removed for all there was.
                transactions.lock(deleted.name());
                return store.removePages(deleted.name(), PAGES_PER_TRANSACTION);
            });
            if (removed == PAGES_PER_TRANSACTION) {
                more = true;
            } else if (!deleted.deleteTime().plus(config.deletedLinger()).isAfter(now)) {
                transactions.write(() -> store.remove(deleted.name()));
                // Others may have waited behind it.
                more |= oldest.size() == MOST_DELETED_AT_ONCE;
            }
        }
        return more;
    }

    private List<Instruction> find(ResourceName project, PageRequest request) {
        List<Instruction> found = new ArrayList<>();
        String after = request.isFirst() ? "" : request.afterText(0);
        long weight = 0;
        boolean more = true;
        // Two at least: the second one tells that the first, however large, is not the last.
        while (more && found.size() < request.limit() && (weight <= MAX_PAGE_BYTES || found.size() < 2)) {
            int wanted = Math.min(INSTRUCTIONS_PER_READ, request.limit() - found.size());
            List<Instruction> read = store.list(project, after, wanted);
            for (Instruction instruction : read) {
                found.add(instruction);
                weight += instruction.weight();
                after = instruction.name().id();
            }
            more = read.size() == wanted;
        }
        return found;
    }
}
