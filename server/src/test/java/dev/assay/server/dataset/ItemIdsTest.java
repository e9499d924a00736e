package dev.assay.server.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.ItemIds.Place;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ItemIdsTest {
    @Test
    void ids_areReadBack_andSortAsTheKeysDo() {
        Random random = new Random(20261122);
        long before = 0;
        for (int i = 0; i < 10_000; i++) {
            long key = random.nextLong() >>> (1 + random.nextInt(63));
            assertThat(ItemIds.parse(ItemIds.ofRow(key))).isEqualTo(new Place(key, null));
            assertThat(ItemIds.parse(ItemIds.of(key, i, 20_000))).isEqualTo(new Place(key, i));
            assertThat(Integer.signum(ItemIds.ofRow(before).compareTo(ItemIds.ofRow(key))))
                    .isEqualTo(Long.compare(before, key));
            before = key;
        }
        assertThat(ItemIds.parse(ItemIds.ofRow(Long.MAX_VALUE))).isEqualTo(new Place(Long.MAX_VALUE, null));
    }

    @Test
    void otherTexts_areNoIds() {
        for (String text : new String[] {
            "",
            "0",
            "000000000000u",
            "8000000000000",
            "0000000000001-",
            "0000000000001-01",
            "0000000000001-1-1",
            "0000000000001-9999999999",
            "000000000000A"
        }) {
            assertThat(ItemIds.parse(text)).as(text).isNull();
        }
    }

    @Test
    void oneItemInARow_hasNoOffset() {
        assertThat(ItemIds.of(33, 0, 1)).isEqualTo("0000000000011");
        assertThat(ItemIds.of(33, 0, 2)).isEqualTo("0000000000011-0");
    }
}
