package dev.assay.server.vocabulary;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Random;

/**
 * Makes resource ids: 26 characters of lower-case base32 (Crockford's alphabet, which sorts as it counts) over 48 bits
 * of milliseconds, 10 bits of microseconds and 70 random bits. Unguessable, and sorted by creation.
 */
public final class Ids {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 26;

    private final Random random;

    /** Ids from the system's secure random numbers. */
    public Ids() {
        this(new SecureRandom());
    }

    /** Ids from the given numbers: for tests. */
    public Ids(Random random) {
        this.random = random;
    }

    /** A new id, created at this time. */
    public String next(Instant now) {
        long micros = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000);
        long high = (Math.floorDiv(micros, 1_000L) << 16) | (Math.floorMod(micros, 1_000L) << 6) | random.nextInt(64);
        return encode(high, random.nextLong());
    }

    private static String encode(long high, long low) {
        char[] out = new char[LENGTH];
        for (int i = LENGTH - 1; i >= 0; i--) {
            out[i] = ALPHABET[(int) (low & 31)];
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new String(out);
    }
}
