package dev.assay.server.objects;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
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
        private int left;

        Countdown(int before) {
            left = before;
        }

        private void step(String what) throws IOException {
            if (left-- == 0) {
                throw new FileSystemException(what, null, "no space");
            }
        }
    }

    FailingFolder(OpenFolder real, Countdown countdown) {
        this.real = real;
        this.countdown = countdown;
    }

    @Override
    public OpenFolder folder(String name) throws IOException {
        countdown.step("folder");
        return new FailingFolder(real.folder(name), countdown);
    }

    @Override
    public void makeFolder(String name) throws IOException {
        countdown.step("makeFolder");
        real.makeFolder(name);
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        countdown.step("attributes");
        return real.attributes(name);
    }

    @Override
    public FileChannel open(String name, Set<? extends OpenOption> how) throws IOException {
        countdown.step("open");
        return real.open(name, how);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        countdown.step("rename");
        real.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void sync() throws IOException {
        countdown.step("sync");
        real.sync();
    }

    @Override
    public List<String> names(Predicate<String> wanted, int among) throws IOException {
        countdown.step("names");
        return real.names(wanted, among);
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
