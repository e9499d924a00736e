package dev.assay.server.dataset.files;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * Files by name. Reading and writing is streaming: no file is ever held in memory.
 *
 * <p>What goes wrong is a {@link dev.assay.server.vocabulary.Failure}, from the streams too, which never throw an
 * IOException:
 *
 * <ul>
 *   <li>{@code NotFound}, reason {@value #NOT_FOUND}: there is no such file
 *   <li>{@code WrongState}, reason {@value #NOT_READABLE} or {@value #NOT_WRITABLE}: it is no plain file, it may not be
 *       read or written, or its name is none that the bucket can hold
 *   <li>{@code WrongState}, reason {@value #NOT_MAPPED}: this server does not know the bucket (any more)
 *   <li>{@code Unavailable}: the bucket cannot be reached, or is full; to be tried again
 * </ul>
 */
public interface ObjectFiles {
    /** The reason for failing if a file is absent. */
    String NOT_FOUND = "OBJECT_NOT_FOUND";

    /** The reason for failing if a file is there and cannot be read. */
    String NOT_READABLE = "OBJECT_NOT_READABLE";

    /** The reason for failing if a file cannot be written under its name. */
    String NOT_WRITABLE = "OBJECT_NOT_WRITABLE";

    /** The reason for failing if a bucket is not mapped any more. */
    String NOT_MAPPED = "BUCKET_NOT_MAPPED";

    /**
     * Checks that a request names a bucket of this server; touches no file.
     *
     * @throws dev.assay.server.vocabulary.InvalidArgument naming the field and the bucket
     */
    void requireMapped(String field, ObjectUri uri);

    /** Opens a file to read it from its beginning. */
    Content open(ObjectUri uri);

    /**
     * Begins to write a file, in the place of the one of this name if there is one. Of several that are written at once
     * under one name the last committed stays, whole.
     *
     * @param mimeType kept where the bucket keeps such a thing
     */
    Draft create(ObjectUri uri, String mimeType);

    /** A file that is being read: as it was when it was opened, or not to its end. */
    interface Content extends AutoCloseable {
        /** Bytes in all. */
        long size();

        /** The bytes, never more than the size; buffered, and the same stream at each call. */
        InputStream stream();

        /** Ends the reading; harmless to repeat. */
        @Override
        void close();
    }

    /** A file that is being written, and is seen by nobody before it is committed. */
    interface Draft extends AutoCloseable {
        /** Takes the bytes; buffered, and the same stream at each call. Closing it commits nothing. */
        OutputStream stream();

        /** Makes the file visible under its name, whole and lasting; the stream takes no more. At most once. */
        void commit();

        /** Ends the writing; without a commit before, nothing is left. Harmless to repeat. */
        @Override
        void close();
    }
}
