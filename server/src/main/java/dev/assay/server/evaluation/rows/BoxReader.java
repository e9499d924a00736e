package dev.assay.server.evaluation.rows;

import dev.assay.server.metrics.BoundingBox;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one box: {@code {"x_min": …, "y_min": …, "x_max": …, "y_max": …}} or {@code {"top_left": {"x": …, "y": …},
 * "bottom_right": {"x": …, "y": …}}}; other keys are not looked at. Coordinates are numbers or numeric strings.
 */
final class BoxReader {
    /** Pixels are whole numbers of 32 bits in the contract. */
    private static final double MOST = Integer.MAX_VALUE;

    private final ColumnReader reader;
    private @Nullable Double xMin;
    private @Nullable Double yMin;
    private @Nullable Double xMax;
    private @Nullable Double yMax;

    private BoxReader(ColumnReader reader) {
        this.reader = reader;
    }

    /**
     * Reads the box that a reader stands at.
     *
     * @throws RowRejected if it is none
     */
    static BoundingBox read(ColumnReader reader, String path) throws IOException, RowRejected {
        BoxReader box = new BoxReader(reader);
        reader.readObject(path, box::readField);
        return box.finish(path);
    }

    private void readField(String key, String path) throws IOException, RowRejected {
        switch (key) {
            case "x_min" -> xMin = coordinate(path, xMin);
            case "y_min" -> yMin = coordinate(path, yMin);
            case "x_max" -> xMax = coordinate(path, xMax);
            case "y_max" -> yMax = coordinate(path, yMax);
            case "top_left" ->
                reader.readObject(path, (part, at) -> {
                    switch (part) {
                        case "x" -> xMin = coordinate(at, xMin);
                        case "y" -> yMin = coordinate(at, yMin);
                        default -> reader.skip();
                    }
                });
            case "bottom_right" ->
                reader.readObject(path, (part, at) -> {
                    switch (part) {
                        case "x" -> xMax = coordinate(at, xMax);
                        case "y" -> yMax = coordinate(at, yMax);
                        default -> reader.skip();
                    }
                });
            default -> reader.skip();
        }
    }

    private double coordinate(String path, @Nullable Double before) throws IOException, RowRejected {
        reader.refuseSecond(path, before != null);
        double value = reader.readCoordinate(path);
        if (Math.abs(value) > MOST) {
            throw reader.rejected(
                    InvalidReason.BOX_OUT_OF_RANGE, path, "expected at most " + Integer.MAX_VALUE + ", found " + value);
        }
        return value;
    }

    private BoundingBox finish(String path) throws RowRejected {
        if (xMin == null || yMin == null || xMax == null || yMax == null) {
            throw reader.rejected(
                    InvalidReason.MISSING_KEY,
                    path,
                    "expected x_min, y_min, x_max and y_max, or top_left and bottom_right with x and y each");
        }
        if (xMin > xMax || yMin > yMax) {
            throw reader.rejected(
                    InvalidReason.BOX_INVERTED,
                    path,
                    "expected x_min ≤ x_max and y_min ≤ y_max, found x from " + xMin + " to " + xMax + ", y from "
                            + yMin + " to " + yMax);
        }
        return new BoundingBox(xMin, yMin, xMax, yMax);
    }
}
