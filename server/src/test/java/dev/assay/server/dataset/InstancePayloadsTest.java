package dev.assay.server.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.InlineImage;
import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Dataset.PayloadKeys;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstancePayloadsTest {
    @Test
    void text_isTheStringItself() {
        assertThat(read(DataType.TEXT, "{\"x\":[1,{\"data\":\"no\"}],\"data\":\"Grüße\\n\"}"))
                .isEqualTo(new Text("Grüße\n"));
    }

    @Test
    void instances_areTheSame_oneByOneAndAllAtOnce() {
        String instances =
                " {\"data\" : [1, {\"a\":\"]}\"}] }, 7,{\"data\":\"ä\\\"😀\"} ,\"x\",[{\"data\":1}],{},{\"data\":NaN}\n";
        for (String text : new String[] {
            "{\"instances\":[" + instances + "]}",
            "{\"x\":{\"instances\":[1]},\"instances\" : [" + instances + ",{\"data\":1},{\"data\":oops},{\"data\":2}]}",
            "{\"instances\":[" + instances,
            "{\"instances\":{}}",
            "nothing"
        }) {
            InstancePayloads payloads = new InstancePayloads(new PayloadKeys(DataType.GENERAL_DATA, "data", ""));
            List<InstancePayloads.Span> spans = InstancePayloads.spans(text);
            List<Payload> oneByOne = new ArrayList<>();
            spans.forEach(span -> oneByOne.add(payloads.read(text, span)));
            while (oneByOne.size() < 12) {
                oneByOne.add(new Nothing());
            }

            assertThat(oneByOne).as(text).isEqualTo(payloads.read(text, 0, 12));
        }
    }

    @Test
    void generalData_isItsJsonAsSpelled() {
        for (String value :
                new String[] {"{\"a\": [1, 2.50,\n -1E+2],  \"b\":null}", "\"a \\u00e9\"", "1.50", "true", "[ ]", "-0.0"
                }) {
            assertThat(read(DataType.GENERAL_DATA, "{\"data\": " + value + " ,\"other\":1}"))
                    .isEqualTo(new Text(value));
            assertThat(read(DataType.GENERAL_DATA, "{\"data\":" + value + "}")).isEqualTo(new Text(value));
        }
        String longText = "\"" + "ä".repeat(100_000) + "\"";
        assertThat(read(DataType.GENERAL_DATA, "{\"data\":" + longText + "}")).isEqualTo(new Text(longText));
    }

    @Test
    void reference_standsWhereThereIsNoData() {
        assertThat(read(DataType.TEXT, "{\"uri\":\"gs://b/t.txt\"}")).isEqualTo(new Text("gs://b/t.txt"));
        Image image = (Image) read(DataType.IMAGE, "{\"uri\":\"gs://b/cat.JPG?v=1\"}");
        assertThat(image.uri()).isEqualTo("gs://b/cat.JPG?v=1");
        assertThat(image.mimeType()).isEqualTo("image/jpeg");
        assertThat(image.thumbnail()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
    void image_largerThanAThumbnail_isShrunk(String format) throws IOException {
        byte[] bytes = encoded(new BufferedImage(1300, 650, BufferedImage.TYPE_INT_RGB), format);

        Image image = (Image) read(DataType.IMAGE, "{\"data\":{\"b64\":\"" + base64(bytes) + "\"}}");

        assertThat(image.mimeType()).isEqualTo("image/" + format);
        BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(image.thumbnail()));
        assertThat(thumbnail.getWidth()).isEqualTo(256);
        assertThat(thumbnail.getHeight()).isEqualTo(128);
    }

    @Test
    void image_smallAlready_isShownAsItCame() throws IOException {
        byte[] bytes = encoded(new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB), "png");

        Image image = (Image) read(DataType.IMAGE, "{\"data\":\"" + base64(bytes) + "\"}");

        assertThat(image.thumbnail()).isEqualTo(bytes);
    }

    @Test
    void image_thatClaimsToBeHuge_isNotDecoded() throws IOException {
        byte[] bytes = encoded(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png");
        // Width and height of a PNG stand at 16; its reader does not check the sum of the header before.
        ByteBuffer.wrap(bytes).putInt(16, 50_000).putInt(20, 50_000);

        Image image = (Image) read(DataType.IMAGE, "{\"data\":\"" + base64(bytes) + "\"}");

        assertThat(image.mimeType()).isEqualTo("image/png");
        assertThat(image.thumbnail()).isEmpty();
    }

    @Test
    void image_brokenAnywhere_hasNoThumbnailAndFailsNothing() throws IOException {
        byte[] whole = encoded(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "png");
        for (int length = 0; length < whole.length; length++) {
            read(DataType.IMAGE, "{\"data\":\"" + base64(Arrays.copyOf(whole, length)) + "\"}");
            byte[] flipped = whole.clone();
            flipped[length] ^= 0x55;
            read(DataType.IMAGE, "{\"data\":\"" + base64(flipped) + "\"}");
        }
        Image cut = (Image) read(DataType.IMAGE, "{\"data\":\"" + base64(Arrays.copyOf(whole, 40)) + "\"}");
        assertThat(cut.thumbnail()).isEmpty();
        assertThat(((Image) read(DataType.IMAGE, "{\"data\":\"%%%\"}")).mimeType())
                .isEmpty();
    }

    @Test
    void inlineImage_isTheWholeOneOfItsInstance() throws IOException {
        byte[] bytes = encoded(new BufferedImage(1300, 650, BufferedImage.TYPE_INT_RGB), "png");
        String row = "{\"instances\":[{\"data\":\"" + base64(bytes) + "\",\"uri\":\"gs://b/x.png\"},"
                + "{\"uri\":\"gs://b/x.png\"},{\"data\":\"" + base64(new byte[100]) + "\"},{\"data\":\"%%%\"},7]}";
        InstancePayloads payloads = new InstancePayloads(new PayloadKeys(DataType.IMAGE, "data", "uri"));

        InlineImage image = payloads.inlineImage(row, 0).orElseThrow();

        assertThat(image.mimeType()).isEqualTo("image/png");
        assertThat(image.bytes()).isEqualTo(bytes);
        for (int noPicture = 1; noPicture <= 5; noPicture++) {
            assertThat(payloads.inlineImage(row, noPicture)).isEmpty();
        }
        assertThat(payloads.inlineImage(null, 0)).isEmpty();
    }

    @Test
    void instances_ofOneRow_areReadFromAnOffset() {
        InstancePayloads payloads = new InstancePayloads(new PayloadKeys(DataType.TEXT, "data", "uri"));
        String row =
                "{\"signature\":[{\"data\":\"no\"}],\"instances\":[{\"data\":\"a\"},7,{\"data\":null},{\"data\":\"d\"}]}";

        assertThat(payloads.read(row, 0, 1)).containsExactly(new Text("a"));
        assertThat(payloads.read(row, 1, 4))
                .containsExactly(new Nothing(), new Nothing(), new Text("d"), new Nothing());
        assertThat(payloads.read(null, 0, 1)).containsExactly(new Nothing());
        assertThat(payloads.read("{\"instances\":[{\"data\":\"a\"}, oops", 0, 2))
                .containsExactly(new Text("a"), new Nothing());
    }

    private static Payload read(DataType type, String instance) {
        InstancePayloads payloads = new InstancePayloads(new PayloadKeys(type, "data", "uri"));
        return payloads.read("{\"instances\":[" + instance + "]}", 0, 1).get(0);
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
