package dev.assay.server.vocabulary;

/**
 * The right to write for a piece of work: the number rises with every claim, and a store write that carries an older
 * number is refused in its own transaction.
 */
public record Fence(String resource, long number) {}
