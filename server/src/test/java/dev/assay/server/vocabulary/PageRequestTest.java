package dev.assay.server.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageRequestTest {
    private static final String[] LIST = {"projects/p", "a = b"};

    @Test
    void size_isTheOneAskedFor_withinItsLimits() {
        assertThat(PageRequest.of(0, "", LIST).size()).isEqualTo(100);
        assertThat(PageRequest.of(7, "", LIST).size()).isEqualTo(7);
        assertThat(PageRequest.of(1_001, "", LIST).size()).isEqualTo(1_000);
        assertThatThrownBy(() -> PageRequest.of(-1, "", LIST)).hasMessageContaining("page_size");
    }

    @Test
    void token_leadsToTheKeyItWasMadeOf() {
        String token = PageRequest.of(1, "", LIST).encode(List.of("17", "x\ty", "-Infinity"));

        PageRequest next = PageRequest.of(1, token, LIST);

        assertThat(next.isFirst()).isFalse();
        assertThat(next.afterLong(0)).isEqualTo(17);
        assertThat(next.afterText(1)).isEqualTo("x\ty");
        assertThat(next.afterDouble(2)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void translation_endsWithTheEntryBeforeTheOneThatIsTooMuch() {
        PageRequest request = PageRequest.of(10, "", "list");
        Page<Integer> whole = new Page<>(List.of(7, 3, 4, 20, 1), "more");

        assertThat(translated(request, whole, 14))
                .isEqualTo(new Page<>(List.of("7", "3", "4"), request.encode(List.of("4"))));
        assertThat(translated(request, whole, 13))
                .isEqualTo(new Page<>(List.of("7", "3"), request.encode(List.of("3"))));
        assertThat(translated(request, whole, 0)).isEqualTo(new Page<>(List.of("7"), request.encode(List.of("7"))));
        assertThat(translated(request, whole, 35)).isEqualTo(whole.map(String::valueOf));
    }

    private static Page<String> translated(PageRequest request, Page<Integer> page, long maxWeight) {
        return request.translate(
                page, String::valueOf, number -> List.of(number.toString()), Long::parseLong, maxWeight);
    }

    @Test
    void token_ofAnotherList_isRefused() {
        String token = PageRequest.of(1, "", LIST).encode(List.of("17"));

        assertThatThrownBy(() -> PageRequest.of(1, token, "projects/p", "a = c"))
                .hasMessageContaining("page_token");
        assertThatThrownBy(() -> PageRequest.of(1, "no token", LIST)).hasMessageContaining("page_token");
    }

    @Test
    void token_madeByHand_isBadInput() {
        PageRequest forged = PageRequest.of(1, PageRequest.of(1, "", LIST).encode(List.of("seventeen")), LIST);

        assertThatThrownBy(() -> forged.afterLong(0)).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> forged.afterDouble(0)).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> forged.afterText(1)).isInstanceOf(InvalidArgument.class);
    }
}
