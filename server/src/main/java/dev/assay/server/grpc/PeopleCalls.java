package dev.assay.server.grpc;

import jakarta.inject.Inject;

/** The calls about people who label: what they are told, and what they are asked. */
record PeopleCalls(InstructionCalls instructions, LabelCalls labels) {
    @Inject
    PeopleCalls {}
}
