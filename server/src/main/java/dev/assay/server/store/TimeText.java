package dev.assay.server.store;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times in sample tables of engines without a type for them: RFC 3339 in UTC, always with six digits, so they sort. */
final class TimeText {
    /** What SQLite itself takes for a time, among others: a space for the T, no seconds, no offset. */
    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][ ]HH:mm[:ss]")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    private TimeText() {}

    /** A time from the years 1 to 9999 as text. */
    static String of(Instant time) {
        LocalDateTime t = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        byte[] text = "0000-00-00T00:00:00.000000Z".getBytes(StandardCharsets.ISO_8859_1);
        put(text, 3, t.getYear());
        put(text, 6, t.getMonthValue());
        put(text, 9, t.getDayOfMonth());
        put(text, 12, t.getHour());
        put(text, 15, t.getMinute());
        put(text, 18, t.getSecond());
        put(text, 25, t.getNano() / 1_000);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] text, int lastDigit, int number) {
        for (int i = lastDigit; number > 0; i--, number /= 10) {
            text[i] += (byte) (number % 10);
        }
    }

    /** The time that a text says, UTC unless it says otherwise; the epoch if it says none. */
    static Instant read(@Nullable String text) {
        if (text == null) {
            return Instant.EPOCH;
        }
        try {
            var parsed = LENIENT.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from);
            return parsed instanceof OffsetDateTime offset
                    ? offset.toInstant()
                    : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
