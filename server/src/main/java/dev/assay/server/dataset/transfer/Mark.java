package dev.assay.server.dataset.transfer;

/**
 * Where the reading of a source goes on.
 *
 * @param at bytes of the file that were read, or the key of the row to go on with
 * @param within lines that lie before, or instances of that row that were read
 */
record Mark(long at, long within) {
    static final Mark START = new Mark(0, 0);
}
