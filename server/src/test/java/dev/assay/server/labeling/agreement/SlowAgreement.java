package dev.assay.server.labeling.agreement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The coefficients straight from their definitions, item by item and pair by pair, with everything in memory. */
final class SlowAgreement {
    private SlowAgreement() {}

    /** A rating of one item: who, and which category. */
    record Rating(String person, String category) {}

    /** Items with one label each. */
    static List<List<Rating>> ofLabels(List<List<PersonAnswer>> items) {
        return map(items, answer -> answer.labels().iterator().next());
    }

    /** One label as yes or no. */
    static List<List<Rating>> ofYesAndNo(List<List<PersonAnswer>> items, String label) {
        return map(items, answer -> answer.labels().contains(label) ? "yes" : "no");
    }

    /** Share of alike pairs, averaged over items with two ratings or more. */
    static OptionalDouble percent(List<List<Rating>> items) {
        double sum = 0;
        int shared = 0;
        for (List<Rating> item : items) {
            if (item.size() > 1) {
                long alike = 0;
                for (int i = 0; i < item.size(); i++) {
                    for (int j = i + 1; j < item.size(); j++) {
                        alike += item.get(i).category().equals(item.get(j).category()) ? 1 : 0;
                    }
                }
                sum += alike / (item.size() * (item.size() - 1) / 2.0);
                shared++;
            }
        }
        return shared == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / shared);
    }

    /** Fleiss' kappa, the share of a category being its mean share per item. */
    static OptionalDouble fleiss(List<List<Rating>> items) {
        OptionalDouble observed = percent(items);
        Set<String> categories = categories(items);
        if (observed.isEmpty() || categories.size() < 2) {
            return OptionalDouble.empty();
        }
        double chance = 0;
        for (String category : categories) {
            double share = 0;
            int answered = 0;
            for (List<Rating> item : items) {
                if (!item.isEmpty()) {
                    share += (double) count(item, category) / item.size();
                    answered++;
                }
            }
            chance += Math.pow(share / answered, 2);
        }
        return OptionalDouble.of((observed.getAsDouble() - chance) / (1 - chance));
    }

    /** Krippendorff's alpha: one less the observed over the expected disagreement of pairable values. */
    static OptionalDouble alpha(List<List<Rating>> items) {
        List<List<Rating>> pairable =
                items.stream().filter(item -> item.size() > 1).toList();
        List<String> values =
                pairable.stream().flatMap(List::stream).map(Rating::category).toList();
        double observed = 0;
        for (List<Rating> item : pairable) {
            for (int i = 0; i < item.size(); i++) {
                for (int j = 0; j < item.size(); j++) {
                    if (i != j && !item.get(i).category().equals(item.get(j).category())) {
                        observed += 1.0 / (item.size() - 1);
                    }
                }
            }
        }
        double expected = 0;
        for (int i = 0; i < values.size(); i++) {
            for (int j = 0; j < values.size(); j++) {
                expected += !values.get(i).equals(values.get(j)) ? 1.0 / (values.size() - 1) : 0;
            }
        }
        return expected == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - observed / expected);
    }

    /** Cohen's kappa of pairs of categories. */
    static OptionalDouble cohen(List<List<String>> pairs) {
        Set<String> categories = new TreeSet<>();
        pairs.forEach(categories::addAll);
        double observed = 0;
        for (List<String> pair : pairs) {
            observed += pair.get(0).equals(pair.get(1)) ? 1.0 / pairs.size() : 0;
        }
        double chance = 0;
        for (String category : categories) {
            double first =
                    pairs.stream().filter(pair -> pair.get(0).equals(category)).count();
            double second =
                    pairs.stream().filter(pair -> pair.get(1).equals(category)).count();
            chance += first / pairs.size() * (second / pairs.size());
        }
        return categories.size() < 2 ? OptionalDouble.empty() : OptionalDouble.of((observed - chance) / (1 - chance));
    }

    /** Categories of two people on the items that both rated. */
    static List<List<String>> shared(List<List<Rating>> items, String first, String second) {
        List<List<String>> pairs = new ArrayList<>();
        for (List<Rating> item : items) {
            Map<String, String> byPerson = new LinkedHashMap<>();
            item.forEach(rating -> byPerson.put(rating.person(), rating.category()));
            if (byPerson.containsKey(first) && byPerson.containsKey(second)) {
                pairs.add(List.of(byPerson.get(first), byPerson.get(second)));
            }
        }
        return pairs;
    }

    /** Mean of all pairs' kappas, weighted by shared items. */
    static OptionalDouble meanCohen(List<List<Rating>> items) {
        List<String> people = List.copyOf(people(items));
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < people.size(); i++) {
            for (int j = i + 1; j < people.size(); j++) {
                List<List<String>> pairs = shared(items, people.get(i), people.get(j));
                OptionalDouble kappa = cohen(pairs);
                if (kappa.isPresent()) {
                    sum += kappa.getAsDouble() * pairs.size();
                    weights += pairs.size();
                }
            }
        }
        return weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weights);
    }

    /** One person's categories beside everybody else's of the same item. */
    static List<List<String>> againstOthers(List<List<Rating>> items, String person) {
        List<List<String>> pairs = new ArrayList<>();
        for (String other : people(items)) {
            if (!other.equals(person)) {
                pairs.addAll(shared(items, person, other));
            }
        }
        return pairs;
    }

    static Set<String> people(List<List<Rating>> items) {
        Set<String> people = new TreeSet<>();
        items.forEach(item -> item.forEach(rating -> people.add(rating.person())));
        return people;
    }

    private static Set<String> categories(List<List<Rating>> items) {
        Set<String> categories = new TreeSet<>();
        items.forEach(item -> item.forEach(rating -> categories.add(rating.category())));
        return categories;
    }

    private static long count(List<Rating> item, String category) {
        return item.stream()
                .filter(rating -> rating.category().equals(category))
                .count();
    }

    private static List<List<Rating>> map(List<List<PersonAnswer>> items, Function<PersonAnswer, String> category) {
        return items.stream()
                .map(item -> item.stream()
                        .map(answer -> new Rating(answer.person(), category.apply(answer)))
                        .toList())
                .toList();
    }
}
