package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.dataset.files.ObjectUri;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bucket that is reached at its first use, and then kept. What it takes for that is loaded no sooner. */
final class LateBucket implements Bucket {
    private final Supplier<Bucket> reaching;
    private @Nullable Bucket reached;

    LateBucket(Supplier<Bucket> reaching) {
        this.reaching = reaching;
    }

    @Override
    public Content open(ObjectUri uri) {
        return reach().open(uri);
    }

    @Override
    public Draft create(ObjectUri uri, String mimeType) {
        return reach().create(uri, mimeType);
    }

    private synchronized Bucket reach() {
        if (reached == null) {
            reached = reaching.get();
        }
        return reached;
    }
}
