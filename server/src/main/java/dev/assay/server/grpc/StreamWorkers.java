package dev.assay.server.grpc;

import java.util.concurrent.Executor;

/** The threads that store what streams bring in. They wait for the store, so they are not those of the network. */
public record StreamWorkers(Executor executor) {}
