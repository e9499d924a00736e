package dev.assay.server.evaluation;

import dev.assay.server.evaluation.EvaluationStore.Candidate;
import dev.assay.server.evaluation.EvaluationStore.Search;
import dev.assay.server.evaluation.EvaluationStore.SearchKey;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds evaluations page by page: narrows by SQL, decides the rest on what was found, and reads figures last. */
final class EvaluationSearch {
    private static final int MAX_PAGE_WEIGHT = 3 << 20;
    private static final int CANDIDATES_PER_READ = 500;
    private static final int FIGURES_PER_READ = 50;
    /** After so many candidates a page ends, however empty: a filter that nothing passes must not hold a call for long. */
    private static final int MAX_CANDIDATES = 20_000;

    private final EvaluationStore store;
    private final Transactions transactions;

    @Inject
    EvaluationSearch(EvaluationStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /** One page; the caller holds a transaction around it. */
    Page<Evaluation> page(ResourceName project, SearchFilter filter, PageRequest request, JobStates states) {
        Scan scan = new Scan(filter.search(project), request);
        List<Candidate> passed = new ArrayList<>();
        while (passed.size() < request.limit() && scan.goOn()) {
            passed.addAll(filter.select(scan.next(), states));
        }
        List<Candidate> wanted = passed.subList(0, Math.min(passed.size(), request.limit()));
        List<Evaluation> found = load(wanted);
        Page<Evaluation> page = request.page(found, EvaluationSearch::key, Evaluation::weight, MAX_PAGE_WEIGHT);
        boolean cutShort = page.nextPageToken().isEmpty() && scan.endedEarly();
        return cutShort ? new Page<>(page.entries(), request.encode(scan.lastKey())) : page;
    }

    /** Loads figures until a page is full by weight, in steps: those of many labels are large. */
    private List<Evaluation> load(List<Candidate> candidates) {
        List<Evaluation> loaded = new ArrayList<>();
        long weight = 0;
        for (int from = 0;
                from < candidates.size() && (weight <= MAX_PAGE_WEIGHT || loaded.size() < 2);
                from += FIGURES_PER_READ) {
            List<ResourceName> names =
                    candidates.subList(from, Math.min(from + FIGURES_PER_READ, candidates.size())).stream()
                            .map(Candidate::name)
                            .toList();
            Map<ResourceName, EvaluationRow> rows = transactions.read(() -> store.find(names)).stream()
                    .collect(Collectors.toMap(EvaluationRow::name, Function.identity()));
            for (ResourceName name : names) {
                EvaluationRow row = Objects.requireNonNull(rows.get(name), "found in the same transaction");
                Evaluation evaluation = Evaluations.evaluation(row);
                loaded.add(evaluation);
                weight += evaluation.weight();
            }
        }
        return loaded;
    }

    private static List<String> key(Evaluation evaluation) {
        return key(new SearchKey(evaluation.createTime(), evaluation.name().id()));
    }

    private static List<String> key(SearchKey key) {
        return List.of(Long.toString(Micros.of(key.createTime())), key.id());
    }

    /** Reads candidates in chunks. */
    private final class Scan {
        private final Search search;
        private @Nullable SearchKey last;
        private int seen;
        private boolean exhausted;

        Scan(Search search, PageRequest request) {
            this.search = search;
            if (!request.isFirst()) {
                long micros = request.afterLong(0);
                last = new SearchKey(Micros.time(micros), request.afterText(1));
            }
        }

        boolean goOn() {
            return !exhausted && seen < MAX_CANDIDATES;
        }

        boolean endedEarly() {
            return !exhausted && seen >= MAX_CANDIDATES;
        }

        List<Candidate> next() {
            SearchKey after = last;
            List<Candidate> found = transactions.read(() -> store.search(search, after, CANDIDATES_PER_READ));
            seen += found.size();
            exhausted = found.size() < CANDIDATES_PER_READ;
            if (!found.isEmpty()) {
                Candidate end = found.get(found.size() - 1);
                last = new SearchKey(end.createTime(), end.name().id());
            }
            return found;
        }

        List<String> lastKey() {
            return key(Objects.requireNonNull(last, "something was seen"));
        }
    }
}
