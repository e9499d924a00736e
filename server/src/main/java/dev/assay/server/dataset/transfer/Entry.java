package dev.assay.server.dataset.transfer;

/** One entry of a source: what should become an item. */
sealed interface Entry {
    /** Where it stands, for people: {@code line 17}. */
    String place();

    /** A text, or the name of a file. */
    record Written(String place, String text) implements Entry {}

    /** The bytes of a picture. */
    record Inline(String place, byte[] bytes) implements Entry {}

    /**
     * It cannot be read.
     *
     * @param why completes a sentence that begins with its place
     */
    record Flawed(String place, String why) implements Entry {}
}
