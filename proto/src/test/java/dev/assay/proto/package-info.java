/**
 * Holds the contracts to their word: the compatible one is compared with the published artifact, descriptor by descriptor
 * and byte by byte, and every element of every {@code .proto} file must be documented. Knows nothing of the server. Start
 * at {@link dev.assay.proto.CompatibleContractTest}.
 */
package dev.assay.proto;
