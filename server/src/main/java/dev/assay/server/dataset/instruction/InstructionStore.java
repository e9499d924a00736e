package dev.assay.server.dataset.instruction;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where instructions are kept. Every method joins the caller's transaction. An instruction is found once it is complete
 * and until it is deleted.
 */
public interface InstructionStore {
    /** Keeps an instruction that nobody finds yet; one of this name that stands is left as it is. */
    void insert(Instruction instruction);

    /** Adds a page to a document; pages are numbered from 0. */
    void addPage(ResourceName instruction, int number, byte[] bytes);

    /** Makes an instruction found; false if it is already complete, deleted or not there. */
    boolean complete(ResourceName instruction, long documentSize, Instant now);

    /** An instruction by name. */
    Optional<Instruction> find(ResourceName name);

    /** Up to {@code limit} instructions of a project with an id above {@code afterId}, in the order of their creation. */
    List<Instruction> list(ResourceName project, String afterId, int limit);

    /** A page of a document, whether its instruction is found or not; empty if there is none of this number. */
    Optional<byte[]> page(ResourceName instruction, int number);

    /** Marks an instruction that is found as deleted; false if there is none. */
    boolean delete(ResourceName name, Instant now);

    /** Marks an instruction that never became complete as deleted, if there is one. */
    void discard(ResourceName name, Instant now);

    /** Whether an instruction that was found was deleted after this time, and its row still stands. */
    boolean wasDeletedAfter(ResourceName name, Instant time);

    /** Deleted instructions whose rows still stand, longest deleted first. */
    List<DeletedInstruction> deleted(int limit);

    /** Removes up to {@code limit} pages of a document; answers how many. */
    int removePages(ResourceName instruction, int limit);

    /** Removes the row of an instruction. */
    void remove(ResourceName name);

    /** An instruction that waits for its document and then its row to be removed. */
    record DeletedInstruction(ResourceName name, Instant deleteTime) {}
}
