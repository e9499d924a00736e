package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.annotated.Example;

/** Examples in JSON, as the contract writes its messages; the door knows those. */
public interface ExampleLines {
    /** An example on one line, without its end. */
    String line(Example example);
}
