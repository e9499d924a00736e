package dev.assay.client;

/** What callers and the courier of one logger share. */
record LoggerAccounts(Intake intake, LocalSampling sampling, Population population, Ledger ledger, Problems problems) {}
