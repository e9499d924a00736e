package dev.assay.server.dataset.picture;

/**
 * What the markers of a JPEG tell.
 *
 * @param components colours a pixel is made of; 0 if no frame was found
 * @param scans passes over the picture that decoding it takes; a small file may ask for thousands
 */
record JpegFrame(int components, int scans) {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;

    static JpegFrame of(byte[] jpeg) {
        int components = 0;
        int scans = 0;
        int at = 2;
        while (at + 4 <= jpeg.length) {
            int marker = jpeg[at + 1] & 0xff;
            if ((jpeg[at] & 0xff) != 0xff || marker == 0xff) {
                at++;
            } else if (isBare(marker)) {
                at += 2;
            } else if (marker == END_OF_IMAGE) {
                break;
            } else {
                if (marker == START_OF_SCAN) {
                    scans++;
                } else if (isFrame(marker) && at + 9 < jpeg.length) {
                    components = jpeg[at + 9] & 0xff;
                }
                at += 2 + ((jpeg[at + 2] & 0xff) << 8 | jpeg[at + 3] & 0xff);
            }
        }
        return new JpegFrame(components, scans);
    }

    /** Whether no length follows: what stands for a byte of data, restarts, and the start of the image. */
    private static boolean isBare(int marker) {
        return marker <= 0x01 || marker >= 0xd0 && marker <= 0xd8;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }
}
