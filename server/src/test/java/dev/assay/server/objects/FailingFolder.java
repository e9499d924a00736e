package dev.assay.server.objects;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A folder of which one step fails, and no other. */
final class FailingFolder implements OpenFolder {
    private final OpenFolder real;
    private final Countdown countdown;

    /** Counts the steps of all folders below one root. */
    static final class Countdown {
        private final IOException trouble;
        private int left;

        Countdown(int before, IOException trouble) {
            left = before;
            this.trouble = trouble;
        }

        private void step() throws IOException {
            if (left-- == 0) {
                throw trouble;
            }
        }
    }

    FailingFolder(OpenFolder real, Countdown countdown) {
        this.real = real;
        this.countdown = countdown;
    }

    @Override
    public OpenFolder folder(String name) throws IOException {
        countdown.step();
        return new FailingFolder(real.folder(name), countdown);
    }

    @Override
    public void makeFolder(String name) throws IOException {
        countdown.step();
        real.makeFolder(name);
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        countdown.step();
        return real.attributes(name);
    }

    @Override
    public FileChannel open(String name, Set<? extends OpenOption> how) throws IOException {
        countdown.step();
        return real.open(name, how);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        countdown.step();
        real.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void sync() throws IOException {
        countdown.step();
        real.sync();
    }

    @Override
    public List<String> names(Predicate<String> wanted, int among) throws IOException {
        countdown.step();
        return real.names(wanted, among);
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
