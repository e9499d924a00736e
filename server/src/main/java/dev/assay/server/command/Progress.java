package dev.assay.server.command;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;

/** A bar on a terminal that shows how far a command is. Anywhere else it stays silent. */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final long LEAST_PAUSE_NANOS = 100_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final boolean blocks;
    private long shownAt;
    private int shownLength;

    Progress(PrintStream out, boolean terminal, boolean blocks) {
        this.out = out;
        this.terminal = terminal;
        this.blocks = blocks;
        this.shownAt = System.nanoTime() - LEAST_PAUSE_NANOS;
    }

    /** A bar on stderr, if a person looks at it. */
    public static Progress onTerminal() {
        return new Progress(System.err, System.console() != null, canShowBlocks());
    }

    /** Whether the terminal's encoding has them: newer Java versions tell it apart from that of files. */
    private static boolean canShowBlocks() {
        String encoding =
                System.getProperty("stderr.encoding", Charset.defaultCharset().name());
        return Charset.isSupported(encoding)
                && Charset.forName(encoding).newEncoder().canEncode("█░");
    }

    /** Shows how much of what is done. */
    void show(String what, long done, long total) {
        long now = System.nanoTime();
        if (!terminal || (now - shownAt < LEAST_PAUSE_NANOS && done < total)) {
            return;
        }
        shownAt = now;
        double share = total <= 0 ? 0 : Math.min(1, (double) done / total);
        int filled = (int) Math.round(share * WIDTH);
        String line = String.format(
                Locale.ROOT,
                "%s%s %3.0f %% %s",
                (blocks ? "█" : "#").repeat(filled),
                (blocks ? "░" : ".").repeat(WIDTH - filled),
                100 * share,
                what);
        out.print("\r" + line + " ".repeat(Math.max(0, shownLength - line.length())));
        out.flush();
        shownLength = line.length();
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (shownLength > 0) {
            out.print("\r" + " ".repeat(shownLength) + "\r");
            out.flush();
            shownLength = 0;
        }
    }
}
