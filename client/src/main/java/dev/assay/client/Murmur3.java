package dev.assay.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3_x64_128 with seed 0, written from the public-domain description of its author, Austin Appleby. Only the
 * first 64-bit half is needed; it still takes both halves to compute.
 */
final class Murmur3 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private Murmur3() {}

    /** The first half of the hash of these bytes. */
    static long firstHalf(byte[] data) {
        long h1 = 0;
        long h2 = 0;
        int blocks = data.length & ~15;
        for (int i = 0; i < blocks; i += 16) {
            h1 ^= mixFirst((long) LONGS.get(data, i));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= mixSecond((long) LONGS.get(data, i + 8));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }
        int left = data.length - blocks;
        if (left > 8) {
            h2 ^= mixSecond(tail(data, blocks + 8, left - 8));
        }
        if (left > 0) {
            h1 ^= mixFirst(tail(data, blocks, Math.min(left, 8)));
        }
        h1 ^= data.length;
        h2 ^= data.length;
        h1 += h2;
        h2 += h1;
        return avalanche(h1) + avalanche(h2);
    }

    private static long tail(byte[] data, int from, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = (value << 8) | (data[from + i] & 0xff);
        }
        return value;
    }

    private static long mixFirst(long k) {
        return Long.rotateLeft(k * C1, 31) * C2;
    }

    private static long mixSecond(long k) {
        return Long.rotateLeft(k * C2, 33) * C1;
    }

    /** Spreads every bit over all of them; also used to turn counters into identifiers. */
    static long avalanche(long k) {
        k = (k ^ (k >>> 33)) * 0xff51afd7ed558ccdL;
        k = (k ^ (k >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return k ^ (k >>> 33);
    }
}
