package dev.assay.server.evaluation.rows;

/** Why a row cannot be evaluated. Names are stable: reports and attempts show them. */
public enum InvalidReason {
    /** A column is not JSON, or something follows the JSON value. */
    MALFORMED_JSON,
    /** A column is nested deeper than {@link PredictionRowParser#MAX_NESTING_DEPTH} or holds an oversized value. */
    JSON_TOO_LARGE,
    /** A key that is needed is not there, or null. */
    MISSING_KEY,
    /** A key that is read occurs twice in one object, so that its meaning is open. */
    DUPLICATE_KEY,
    /** A value has the wrong JSON type, such as an object where a label is expected. */
    WRONG_TYPE,
    /** A score is neither a number nor a numeric string. */
    SCORE_NOT_A_NUMBER,
    /** A score is NaN or infinite, or too large for a double. */
    SCORE_NOT_FINITE,
    /** A coordinate of a box is neither a number nor a numeric string. */
    BOX_NOT_A_NUMBER,
    /** A coordinate of a box is NaN or infinite, or beyond 32 bits, which is what the contract has for pixels. */
    BOX_OUT_OF_RANGE,
    /** A box ends before it begins. */
    BOX_INVERTED,
    /** True boxes are in pixels and found ones in parts of the image's size, or the reverse: nothing could fit. */
    BOX_UNITS_DIFFER,
    /** Not as many scores or boxes as labels, or not as many predictions or truths as instances. */
    UNEQUAL_LENGTHS,
    /** A true label is not in the job's annotation spec set. */
    TRUTH_OUTSIDE_SET,
    /** Two different true labels on a single-label job. */
    SEVERAL_TRUTHS,
    /** "Nothing here", an empty array, on a single-label job. */
    EMPTY_TRUTH
}
