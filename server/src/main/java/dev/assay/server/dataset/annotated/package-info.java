/**
 * Annotated datasets: what people, or those who brought ground truth, said of the items of a dataset.
 *
 * <p>An annotated dataset holds one example per item that has an answer; the example has the item's id and reads its
 * payload from the item. Once complete it never changes. Knows neither tasks nor evaluations, which fill it. Start at
 * {@link dev.assay.server.dataset.annotated.AnnotatedDatasets}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.dataset.annotated;
