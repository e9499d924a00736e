package dev.assay.client;

import java.nio.charset.StandardCharsets;

/** The published selection rule: which prediction ids a salt and a percentage pick, alike at clients and servers. */
final class SelectionRule {
    private static final double UNIT = 0x1.0p-53;

    private final byte[] salt;
    private final double percentage;

    SelectionRule(byte[] salt, double percentage) {
        this.salt = salt.clone();
        this.percentage = percentage;
    }

    boolean selects(String predictionId) {
        byte[] id = predictionId.getBytes(StandardCharsets.UTF_8);
        byte[] salted = new byte[salt.length + id.length];
        System.arraycopy(salt, 0, salted, 0, salt.length);
        System.arraycopy(id, 0, salted, salt.length, id.length);
        return selects(Murmur3.firstHalf(salted));
    }

    /** The rule on the hash itself. */
    boolean selects(long hash) {
        return (hash >>> 11) * UNIT < percentage;
    }

    /**
     * Whether any part of a body is picked: the server splits a body with several instances into predictions with the
     * ids {@code <id>/<offset>} and decides on each.
     */
    boolean selectsAny(String id, int instances) {
        if (instances == 1) {
            return selects(id);
        }
        for (int offset = 0; offset < instances; offset++) {
            if (selects(id + "/" + offset)) {
                return true;
            }
        }
        return false;
    }

    /** How many parts of a body are picked. */
    int countSelected(String id, int instances) {
        if (instances == 1) {
            return selects(id) ? 1 : 0;
        }
        int selected = 0;
        for (int offset = 0; offset < instances; offset++) {
            selected += selects(id + "/" + offset) ? 1 : 0;
        }
        return selected;
    }
}
