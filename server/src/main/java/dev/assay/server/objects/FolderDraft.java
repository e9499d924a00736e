package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.vocabulary.Failure;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of a folder that is being written, under a hidden name beside its own. */
final class FolderDraft implements Draft {
    private static final Logger log = LoggerFactory.getLogger(FolderDraft.class);
    private static final int TRIES = 10;

    private final OpenFolder folder;
    private final String hidden;
    private final String name;
    private final FileChannel channel;
    private final Target target;
    private final DraftStream stream;
    private boolean committed;
    private boolean closed;

    /** What the draft is to become. */
    interface Target {
        /**
         * Looks at what stands under its name.
         *
         * @throws Failure if that is not to be replaced
         */
        void requirePlain(BasicFileAttributes found);

        Failure failure(Exception e);
    }

    private FolderDraft(OpenFolder folder, String hidden, String name, FileChannel channel, Target target) {
        this.folder = folder;
        this.hidden = hidden;
        this.name = name;
        this.channel = channel;
        this.target = target;
        this.stream = new DraftStream(channel, target::failure);
    }

    /**
     * Begins a file.
     *
     * @param folder the draft closes it at its own end, if there is a draft
     */
    static FolderDraft begin(OpenFolder folder, String name, Target target) throws IOException {
        requireFree(folder, name, target);
        for (int tries = 0; tries < TRIES; tries++) {
            String hidden = DraftNames.next();
            FileChannel channel = folder.open(hidden, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            FolderDraft draft = new FolderDraft(folder, hidden, name, channel, target);
            boolean locked = false;
            try {
                locked = isLocked(folder, hidden, channel);
            } finally {
                if (!locked) {
                    draft.drop();
                }
            }
            if (locked) {
                return draft;
            }
        }
        throw new IOException("drafts are removed by others as soon as they are there");
    }

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public void commit() {
        if (committed || closed) {
            throw new IllegalStateException("the draft has ended");
        }
        stream.finish();
        try {
            channel.force(true);
            requireFree(folder, name, target);
            folder.rename(hidden, name);
            committed = true;
            folder.sync();
        } catch (IOException e) {
            throw target.failure(e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        stream.abandon();
        drop();
        closeQuietly(folder);
    }

    private void drop() {
        if (!committed) {
            try {
                folder.delete(hidden);
            } catch (NoSuchFileException e) {
                log.debug("{} was removed by another", hidden);
            } catch (IOException e) {
                log.warn("cannot remove {}, which was not finished", hidden, e);
            }
        }
        closeQuietly(channel);
    }

    static void closeQuietly(@Nullable Closeable open) {
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            log.warn("cannot close a file or folder", e);
        }
    }

    private static void requireFree(OpenFolder folder, String name, Target target) throws IOException {
        try {
            target.requirePlain(folder.attributes(name));
        } catch (NoSuchFileException e) {
            // There is nothing that would be replaced.
        }
    }

    /**
     * Whether the draft is ours for good. Between its making and its lock, one who looks for left-overs may have taken it
     * for one; where the file system knows no locks, nobody removes any.
     */
    private static boolean isLocked(OpenFolder folder, String hidden, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (IOException e) {
            log.debug("{} is not locked", hidden, e);
            return true;
        }
        if (lock == null) {
            return false;
        }
        try {
            folder.attributes(hidden);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
