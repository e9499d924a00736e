package dev.assay.server.labeling.checks;

import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.annotated.Annotation.Frame;
import dev.assay.server.dataset.annotated.Annotation.Segment;
import dev.assay.server.dataset.annotated.Annotation.VideoObject;
import dev.assay.server.vocabulary.Violations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks parts of videos, and objects that are seen in them. */
final class VideoCheck {
    static final int MAX_FRAMES = 10_000;

    private VideoCheck() {}

    static void segment(Segment segment, String path, Violations violations) {
        String field = path + ".time_segment";
        violations.require(
                !segment.start().isNegative(),
                field + ".start_time_offset",
                "must not be negative, got " + segment.start());
        violations.require(
                segment.start().compareTo(segment.end()) < 0,
                field + ".end_time_offset",
                "must be after the start at " + segment.start() + ", got " + segment.end());
    }

    /**
     * Checks an object.
     *
     * @param mostFrames in how many it may be seen
     */
    static void object(VideoObject object, int mostFrames, String path, Violations violations) {
        if (object.segment() != null) {
            segment(object.segment(), path, violations);
        }
        String field = path + ".object_tracking_frames";
        int count = object.frames().size();
        if (!violations.require(
                count >= 1 && count <= mostFrames,
                field,
                "must be " + (mostFrames == 1 ? "one" : "1 to " + mostFrames) + ", got " + count)) {
            return;
        }
        Duration before = null;
        for (int i = 0; i < count; i++) {
            Frame frame = object.frames().get(i);
            frame(frame, object.segment(), before, field + "[" + i + "]", violations);
            before = frame.offset();
        }
    }

    private static void frame(
            Frame frame, @Nullable Segment segment, @Nullable Duration before, String path, Violations violations) {
        String field = path + ".time_offset";
        violations.require(!frame.offset().isNegative(), field, "must not be negative, got " + frame.offset());
        violations.require(
                before == null || before.compareTo(frame.offset()) < 0,
                field,
                "must be after the frame before, at " + before + ", got " + frame.offset());
        if (segment != null) {
            violations.require(
                    segment.start().compareTo(frame.offset()) <= 0
                            && frame.offset().compareTo(segment.end()) <= 0,
                    field,
                    "must be inside the segment from " + segment.start() + " to " + segment.end() + ", got "
                            + frame.offset());
        }
        new ShapeCheck(path, "bounding_poly", frame.normalized(), Nothing::new, violations)
                .corners(frame.vertices(), 2, ShapeCheck.MAX_VERTICES);
    }
}
