package dev.assay.server.dataset.instruction;

import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import java.io.InputStream;
import java.util.Objects;

/** A document that is read from its pages, one at a time. */
final class KeptDocument extends InputStream {
    private final InstructionStore store;
    private final Transactions transactions;
    private final ResourceName instruction;
    private long remaining;
    private int nextPage;
    private byte[] page = new byte[0];
    private int position;

    KeptDocument(InstructionStore store, Transactions transactions, ResourceName instruction, long size) {
        this.store = store;
        this.transactions = transactions;
        this.instruction = instruction;
        this.remaining = size;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (remaining == 0) {
            return -1;
        }
        if (position == page.length) {
            int number = nextPage++;
            page = transactions
                    .read(() -> store.page(instruction, number))
                    .orElseThrow(() -> new NotFound(instruction));
            position = 0;
        }
        int count = Math.min(length, page.length - position);
        System.arraycopy(page, position, target, offset, count);
        position += count;
        remaining -= count;
        return count;
    }

    @Override
    public int available() {
        return page.length - position;
    }
}
