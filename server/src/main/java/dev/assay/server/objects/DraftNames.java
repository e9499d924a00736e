package dev.assay.server.objects;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.InvalidPathException;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What files are called while they are written. A process keeps its drafts locked, so those that nobody has locked were
 * left by one that was killed. A name is never used twice: whoever holds an old one cannot hit a newer file by it.
 */
final class DraftNames {
    private static final Logger log = LoggerFactory.getLogger(DraftNames.class);
    private static final String PREFIX = ".assay-";
    private static final String SUFFIX = ".tmp";
    private static final Pattern FORM = Pattern.compile("\\.assay-[0-9a-f-]{36}-\\d+\\.tmp");
    private static final String PROCESS = UUID.randomUUID().toString();
    private static final AtomicLong COUNT = new AtomicLong();
    /** In larger folders a left-over may stay; it is hidden, and in nobody's way. */
    private static final int NAMES_LOOKED_AT = 100_000;

    private DraftNames() {}

    static String next() {
        return PREFIX + PROCESS + "-" + COUNT.incrementAndGet() + SUFFIX;
    }

    /** Whether a file of this name is a draft, and so nobody's to read or write. */
    static boolean isDraft(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    /** Removes what killed processes left in a folder. */
    static void removeLeftOvers(OpenFolder folder) throws IOException {
        for (String name : folder.names(DraftNames::isOfAnother, NAMES_LOOKED_AT)) {
            try {
                removeIfLeft(folder, name);
            } catch (IOException | InvalidPathException e) {
                log.debug("{} is not removed", name, e);
            }
        }
    }

    /** Drafts of this process are no left-overs; opening one and closing it would drop the lock on it besides. */
    private static boolean isOfAnother(String name) {
        return FORM.matcher(name).matches() && !name.startsWith(PREFIX + PROCESS);
    }

    private static void removeIfLeft(OpenFolder folder, String name) throws IOException {
        if (!folder.attributes(name).isRegularFile()) {
            return;
        }
        try (FileChannel channel = folder.open(name, Set.of(StandardOpenOption.WRITE));
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                folder.delete(name);
                log.info("removed {}, which a killed process had not finished", name);
            }
        }
    }
}
