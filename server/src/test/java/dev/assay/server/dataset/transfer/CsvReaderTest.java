package dev.assay.server.dataset.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.assay.server.dataset.transfer.CsvReader.Line;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    private static final int MAX = 100;
    private static final int FILES = 2_000;

    @Test
    void lines_areRecords() {
        assertThat(texts("a\nb\r\nc")).containsExactly("a", "b", "c");
        assertThat(texts("a\nb\n")).containsExactly("a", "b");
        assertThat(texts("")).isEmpty();
        assertThat(texts("\n\r\n\n")).isEmpty();
        assertThat(texts(" a \n\n\n b\n \n")).containsExactly(" a ", " b", " ");
        assertThat(texts("a\rb\n\r")).containsExactly("a\rb", "\r");
    }

    @Test
    void quotes_holdWhatEndsCells() {
        assertThat(texts("\"a, b\"\n\"c\nd\r\ne\"\n")).containsExactly("a, b", "c\nd\r\ne");
        assertThat(texts("\"\"\n\"\"\"\"\n\"say \"\"hi\"\"\"")).containsExactly("", "\"", "say \"hi\"");
        assertThat(texts("say \"hi\"\n5\" disk")).containsExactly("say \"hi\"", "5\" disk");
    }

    @Test
    void linesAreCounted_asPeopleCountThem() {
        assertThat(read("\n\na\n\"b\n\nc\"\r\n\r\nd")).extracting(Line::line).containsExactly(3L, 4L, 8L);
    }

    @Test
    void byteOrderMark_isNoPartOfTheFirstLine() {
        assertThat(texts("\ufeffa\n\ufeffb")).containsExactly("a", "\ufeffb");
        assertThat(texts("\ufeff\"a, b\"")).containsExactly("a, b");
        assertThat(texts("\ufeff")).isEmpty();
        assertThat(from("x\n\ufeffa\n", new Mark(2, 1))).extracting(Line::text).containsExactly("\ufeffa");
    }

    @Test
    void flaws_areToldOfTheirLine_andTheNextIsRead() {
        assertFlaw("a,b", "more than one column");
        assertFlaw(",", "more than one column");
        assertFlaw("a,\"b\nc\"", "more than one column");
        assertFlaw("\"a\" b", "goes on after the quote");
        assertFlaw("\"a\"b\"\"", "goes on after the quote");
        assertFlaw("x".repeat(MAX + 1), "longer than 100 bytes");
        assertFlaw("\"" + "ä".repeat(MAX / 2) + "x\"", "longer than 100 bytes");
        assertFlaw("a\0b", "is not UTF-8 text");
        assertThat(read("ok\n\"a\nb\n"))
                .extracting(Line::line, line -> String.valueOf(line.flaw()))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1L, "null"),
                        org.assertj.core.groups.Tuple.tuple(2L, "opens a quote that is never closed"));
    }

    @Test
    void malformedBytes_spoilTheirLineAlone() {
        byte[] bytes = "ok\nx\nok\n".getBytes(StandardCharsets.UTF_8);
        for (int bad : new int[] {0xff, 0xc3, 0xed, 0x80}) {
            bytes[3] = (byte) bad;
            assertThat(read(bytes, Mark.START))
                    .extracting(line -> String.valueOf(line.text()))
                    .containsExactly("ok", "null", "ok");
        }
    }

    @Test
    void cellOfTheGreatestLength_isRead() {
        String longest = "ä".repeat(MAX / 2);
        assertThat(texts(longest + "\n\"" + longest + "\"\n\"" + "\"\"".repeat(MAX) + "\""))
                .containsExactly(longest, longest, "\"".repeat(MAX));
    }

    @Test
    void generatedCells_areReadBack_fromEveryMark() {
        for (long seed = 0; seed < FILES; seed++) {
            Random random = new Random(seed);
            List<String> cells = new ArrayList<>();
            String file = written(random, cells);
            byte[] bytes = file.getBytes(StandardCharsets.UTF_8);

            CsvReader reader = reader(new ByteArrayInputStream(bytes), Mark.START, MAX);
            List<Mark> marks = new ArrayList<>(List.of(reader.mark()));
            List<Line> lines = new ArrayList<>();
            for (Line line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
                marks.add(reader.mark());
            }

            assertThat(lines)
                    .as("seed %d: %s", seed, file)
                    .extracting(Line::text)
                    .containsExactlyElementsOf(cells);
            for (int i = 0; i < marks.size(); i++) {
                assertThat(read(bytes, marks.get(i)))
                        .as("seed %d, mark %d of %s", seed, i, file)
                        .isEqualTo(lines.subList(i, lines.size()));
            }
        }
    }

    /** Files of several buffers, so that whatever takes two bytes lies across the end of one now and then. */
    @Test
    void generatedCells_areReadBack_wheneverABufferEnds() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<String> cells = new ArrayList<>();
            StringBuilder file = new StringBuilder("first\n");
            while (file.length() < 300_000) {
                String some = written(random, cells);
                // Of files in a row, only the first may begin with a mark and only the last end without a newline.
                file.append(some.startsWith("\ufeff") ? some.substring(1) : some)
                        .append('\n');
            }

            assertThat(texts(file.toString()).subList(1, cells.size() + 1))
                    .as("seed %d", seed)
                    .isEqualTo(cells);
        }
    }

    /** Cells as another program writes them: quoted where they must be and sometimes where not. */
    private static String written(Random random, List<String> cells) {
        List<String> pieces = List.of(
                "a", " ", ",", "\"", "\n", "\r\n", "\r", "ä", "𝄞", "\u2028", "gs://b/x", "é", "'", ";", "\t", "\\");
        StringBuilder file = new StringBuilder(random.nextInt(4) == 0 ? "\ufeff" : "");
        for (int i = random.nextInt(8); i > 0; i--) {
            StringBuilder cell = new StringBuilder();
            for (int k = random.nextInt(6); k > 0; k--) {
                cell.append(pieces.get(random.nextInt(pieces.size())));
            }
            String text = cell.toString();
            boolean bare = !text.isEmpty()
                    && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                    && random.nextBoolean();
            cells.add(text);
            file.append(bare ? text : "\"" + text.replace("\"", "\"\"") + "\"");
            String newline = random.nextBoolean() ? "\n" : "\r\n";
            file.append(i == 1 && random.nextBoolean() ? "" : newline.repeat(1 + random.nextInt(2)));
        }
        return file.toString();
    }

    @Test
    void anyBytes_areReadAsASlowReaderReadsThem() {
        String alphabet = "ab,\"\"\n\r";
        for (long seed = 0; seed < 20 * FILES; seed++) {
            Random random = new Random(seed);
            StringBuilder file = new StringBuilder();
            for (int i = random.nextInt(14); i > 0; i--) {
                file.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            assertThat(read(file.toString()).stream()
                            .map(line -> line.line() + ":" + line.text())
                            .toList())
                    .as("seed %d: %s", seed, file)
                    .isEqualTo(SlowCsv.read(file.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\""})
    void gigabyteOnOneLine_isPassedOver_andNotHeld(String quote) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long length = 1L << 30;
        AtomicInteger reads = new AtomicInteger();
        long before = threads.getCurrentThreadAllocatedBytes();
        CsvReader reader = new CsvReader(
                new SequenceInputStream(Collections.enumeration(
                        List.of(bytes("before\n" + quote), new Endless(length), bytes(quote + "\nafter\n")))),
                Mark.START,
                100 << 10,
                reads::incrementAndGet);

        assertThat(reader.next()).extracting(Line::text).isEqualTo("before");
        assertThat(reader.next()).extracting(Line::flaw).isEqualTo("is longer than 102400 bytes");
        assertThat(reader.mark()).isEqualTo(new Mark(7 + length + 2L * quote.length() + 1, 2));
        assertThat(reader.next()).extracting(Line::text).isEqualTo("after");
        assertThat(reader.next()).isNull();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2 << 20);
        assertThat(reads.get()).as("chances to notice a cancellation").isGreaterThan(1_000);
    }

    /** So many times the letter x. */
    private static final class Endless extends InputStream {
        private long left;

        Endless(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int most) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, most);
            Arrays.fill(bytes, from, from + count, (byte) 'x');
            left -= count;
            return count;
        }
    }

    private static void assertFlaw(String record, String flaw) {
        List<Line> lines = read("first\r\n" + record + "\r\n\"last\"");
        assertThat(lines).as(record).hasSize(3);
        assertThat(lines.get(1).flaw()).contains(flaw);
        assertThat(lines.get(1).text()).isNull();
        assertThat(lines.get(1).line()).isEqualTo(2);
        assertThat(lines.get(2).text()).isEqualTo("last");
    }

    private static List<String> texts(String file) {
        return read(file).stream().map(Line::text).toList();
    }

    private static List<Line> read(String file) {
        return from(file, Mark.START);
    }

    private static List<Line> from(String file, Mark mark) {
        return read(file.getBytes(StandardCharsets.UTF_8), mark);
    }

    private static List<Line> read(byte[] file, Mark mark) {
        int at = (int) mark.at();
        CsvReader reader = reader(new ByteArrayInputStream(file, at, file.length - at), mark, MAX);
        List<Line> lines = new ArrayList<>();
        for (Line line = reader.next(); line != null; line = reader.next()) {
            lines.add(line);
        }
        assertThat(reader.mark().at()).isEqualTo(file.length);
        return lines;
    }

    private static CsvReader reader(InputStream in, Mark mark, int max) {
        return new CsvReader(in, mark, max, () -> {});
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
