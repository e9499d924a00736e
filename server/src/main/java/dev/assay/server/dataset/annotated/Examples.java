package dev.assay.server.dataset.annotated;

import dev.assay.server.dataset.DataItem;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** The examples of annotated datasets: what is kept of each, beside the payload of its item. */
public final class Examples {
    /** The most examples of one {@link #after}. */
    public static final int MAX_EXAMPLES = 1_000;

    /** What one page may carry, in bytes: clients of gRPC take 4 MiB unless told otherwise. */
    private static final long MAX_PAGE_WEIGHT = 3 << 20;

    /** After so many examples a page ends, however empty: a filter that nothing passes must not hold a call for long. */
    private static final int MAX_CANDIDATES = 20_000;

    private final AnnotatedDatasets annotatedDatasets;
    private final AnnotatedDatasetStore store;
    private final Datasets datasets;
    private final DataItems items;
    private final Transactions transactions;

    @Inject
    Examples(
            AnnotatedDatasets annotatedDatasets,
            AnnotatedDatasetStore store,
            Datasets datasets,
            DataItems items,
            Transactions transactions) {
        this.annotatedDatasets = annotatedDatasets;
        this.store = store;
        this.datasets = datasets;
        this.items = items;
        this.transactions = transactions;
    }

    /**
     * Looks whether a filter can be understood.
     *
     * @throws InvalidArgument naming {@code filter}, if not
     */
    public static void checkFilter(String filter) {
        ExampleFilter.parse(filter);
    }

    /**
     * One example.
     *
     * @param filter what its labels must be, as in {@link #list}
     * @throws InvalidArgument naming {@code filter}, if that cannot be understood
     * @throws NotFound if there is none of this name, or it does not pass
     */
    public Example get(ResourceName name, String filter) {
        ExampleFilter wanted = ExampleFilter.parse(filter);
        AnnotatedDataset annotated = annotatedDatasets.get(name.ancestor(ResourceKind.ANNOTATED_DATASET));
        AnnotatedItem item = transactions
                .read(() -> store.example(annotated.name(), name.id()))
                .filter(found -> wanted.passes(found.annotations()))
                .orElseThrow(() -> new NotFound(name));
        return shown(annotated, List.of(item), Long.MAX_VALUE).get(0);
    }

    /**
     * The examples of an annotated dataset by the ids of their items. A page holds fewer than asked for if they are large,
     * or if many were passed over.
     *
     * @param filter terms {@code annotation_spec.display_name = label}, each about any annotation of an example; empty for
     *     all examples
     * @throws InvalidArgument naming {@code filter}, if that cannot be understood
     * @throws NotFound if there is no such annotated dataset
     */
    public Page<Example> list(ResourceName annotatedDataset, String filter, PageRequest request) {
        ExampleFilter wanted = ExampleFilter.parse(filter);
        AnnotatedDataset annotated = annotatedDatasets.get(annotatedDataset);
        String after = request.isFirst() ? "" : request.afterText(0);
        List<Example> found = new ArrayList<>();
        long weight = 0;
        int seen = 0;
        int reading = Math.min(request.limit(), MAX_EXAMPLES);
        List<AnnotatedItem> candidates = candidates(annotated, wanted, after, reading);
        // Two at least: the second one tells that the first, however large, is not the last.
        while (!candidates.isEmpty()
                && found.size() < request.limit()
                && (weight <= MAX_PAGE_WEIGHT || found.size() < 2)) {
            List<AnnotatedItem> passed = candidates.stream()
                    .filter(candidate -> wanted.passes(candidate.annotations()))
                    .limit(request.limit() - found.size())
                    .toList();
            List<Example> shown = shown(annotated, passed, MAX_PAGE_WEIGHT - weight);
            found.addAll(shown);
            weight += shown.stream().mapToLong(Example::weight).sum();
            if (shown.size() < passed.size()) {
                break;
            }
            seen += candidates.size();
            after = candidates.get(candidates.size() - 1).item();
            if (seen >= MAX_CANDIDATES && found.size() < request.limit() && weight <= MAX_PAGE_WEIGHT) {
                return new Page<>(found, request.encode(List.of(after)));
            }
            reading = Math.min(2 * reading, MAX_EXAMPLES);
            candidates = candidates(annotated, wanted, after, reading);
        }
        return request.page(found, example -> List.of(example.name().id()), Example::weight, MAX_PAGE_WEIGHT);
    }

    /**
     * The examples that follow an item, by the ids of their items; for those who read all of them. Ends with the example
     * that takes the weight of what was read beyond {@code maxWeight}, though not before the second one.
     *
     * @param afterItem id of the item; empty to begin
     * @param limit at most {@link #MAX_EXAMPLES}
     * @return none if there are no more
     */
    public List<Example> after(AnnotatedDataset annotated, String afterItem, int limit, long maxWeight) {
        int wanted = Math.min(limit, MAX_EXAMPLES);
        return shown(
                annotated,
                transactions.read(() -> store.examples(annotated.name(), List.of(), afterItem, wanted, maxWeight)),
                maxWeight);
    }

    private List<AnnotatedItem> candidates(AnnotatedDataset annotated, ExampleFilter filter, String after, int limit) {
        return transactions.read(() -> store.examples(annotated.name(), filter.anyOf(), after, limit, MAX_PAGE_WEIGHT));
    }

    /** Beside their payloads; ends as {@link DataItems#show} does. */
    private List<Example> shown(AnnotatedDataset annotated, List<AnnotatedItem> found, long maxWeight) {
        if (found.isEmpty()) {
            return List.of();
        }
        Dataset dataset = datasets.get(annotated.name().ancestor(ResourceKind.DATASET));
        List<DataItem> payloads =
                items.show(dataset, found.stream().map(AnnotatedItem::item).toList(), Math.max(0, maxWeight));
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < payloads.size(); i++) {
            AnnotatedItem item = found.get(i);
            examples.add(new Example(
                    annotated.name().child(ResourceKind.EXAMPLE, item.item()),
                    annotated.annotationType(),
                    payloads.get(i).payload(),
                    item.annotations()));
        }
        return examples;
    }
}
