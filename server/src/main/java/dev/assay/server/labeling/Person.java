package dev.assay.server.labeling;

import dev.assay.server.vocabulary.EmailAddress;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Shown;
import java.util.Locale;

/** Somebody who labels, by e-mail address in lower case. */
public record Person(String email) implements Comparable<Person> {
    public Person {
        if (!EmailAddress.isWellFormed(email) || !email.equals(email.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("no address in lower case: " + Shown.value(email));
        }
    }

    /**
     * Reads what a client sent; capitals make no difference.
     *
     * @throws InvalidArgument naming the field, if it is no e-mail address
     */
    public static Person read(String field, String text) {
        if (!EmailAddress.isWellFormed(text)) {
            throw InvalidArgument.of(field, "must be an e-mail address, got " + Shown.value(text));
        }
        return new Person(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public int compareTo(Person other) {
        return email.compareTo(other.email);
    }

    @Override
    public String toString() {
        return email;
    }
}
