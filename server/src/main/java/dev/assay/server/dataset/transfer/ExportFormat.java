package dev.assay.server.dataset.transfer;

/** How examples are written. */
public enum ExportFormat {
    /** Rows, see {@link ExportCsv}. */
    CSV("text/csv", ".csv"),
    /** A message of the contract per line, with all that is kept. */
    JSON_LINES("application/json", ".jsonl");

    private final String mimeType;
    private final String extension;

    ExportFormat(String mimeType, String extension) {
        this.mimeType = mimeType;
        this.extension = extension;
    }

    /** The MIME type that the contract has for it. */
    public String mimeType() {
        return mimeType;
    }

    /** How the name of a file ends that the server chooses. */
    String extension() {
        return extension;
    }
}
