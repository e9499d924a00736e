package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.Aggregation;
import dev.assay.server.labeling.AnswerStore.AnsweredItem;
import dev.assay.server.labeling.AnswerText;
import dev.assay.server.labeling.LabelingPlan;
import dev.assay.server.labeling.LabelingTask;
import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.LabelingTask.Counts;
import dev.assay.server.labeling.LabelingTaskStore.PoolEnd;
import dev.assay.server.labeling.LabelingTaskStore.Recent;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.Question;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.labeling.QuestionStore.ItemState;
import dev.assay.server.labeling.QuestionStore.Lease;
import dev.assay.server.labeling.QuestionStore.Outlook;
import dev.assay.server.labeling.QuestionStore.TakenItem;
import dev.assay.server.labeling.TaskKey;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of tasks, questions and answers does. */
abstract class LabelingStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00.123456Z");
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "p");
    private static final Person ANN = new Person("ann@example.com");
    private static final Person BEN = new Person("ben@example.com");
    private static final Person CAT = new Person("cat@example.com");
    private static final AnswerText SAYS_CAT = new AnswerText("[\"cat\"]", "sure");

    private Database database;
    private SqlLabelingTaskStore tasks;
    private SqlQuestionStore questions;
    private SqlAnswerStore answers;
    private int made;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        tasks = new SqlLabelingTaskStore(database);
        questions = new SqlQuestionStore(database);
        answers = new SqlAnswerStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    // --- tasks ----------------------------------------------------------------------------------------------------

    @Test
    void task_isReadBack_underItsOwnProjectAlone() {
        LabelingPlan plan = plan(2, ANN, BEN);
        tasks.insert(name("t"), plan, NOW);

        LabelingTask read = tasks.find(name("t")).orElseThrow();
        assertThat(read)
                .usingRecursiveComparison()
                .isEqualTo(new LabelingTask(
                        name("t"),
                        read.number(),
                        plan,
                        NOW,
                        null,
                        new Counts(0, 0, NOW.minusNanos(1_000)),
                        null,
                        null,
                        null));
        assertThat(tasks.find(ResourceName.of(ResourceKind.TASK, "other", "t"))).isEmpty();
    }

    @Test
    void close_happensOnce_andSaysWhy() {
        TaskKey task = task("t", 1, 1);
        ResourceName result = ResourceName.of(ResourceKind.ANNOTATED_DATASET, "p", "d", "a");

        assertThat(tasks.close(task.name(), CloseReason.DONE, NOW, result)).isTrue();
        assertThat(tasks.close(task.name(), CloseReason.CANCELLED, NOW, null)).isFalse();

        LabelingTask closed = tasks.find(task.name()).orElseThrow();
        assertThat(closed.isOpen()).isFalse();
        assertThat(closed.closeReason()).isEqualTo(CloseReason.DONE);
        assertThat(closed.annotatedDataset()).isEqualTo(result);
        assertThat(closed.itemCount()).isEqualTo(1);
    }

    @Test
    void counts_areKept() {
        TaskKey task = task("t", 3, 1);
        Counts counts = new Counts(2, 7, NOW.plusSeconds(1));
        tasks.setCounts(task.number(), counts);

        assertThat(tasks.find(task.name()).orElseThrow().counts()).isEqualTo(counts);
        assertThat(tasks.listedItems(task.number())).isEqualTo(3);
        assertThat(tasks.listedItems(task.number() + 1)).isZero();
        assertThat(tasks.countOpenItems(task.number(), 2)).isEqualTo(2);
        assertThat(tasks.countOpenItems(task.number(), 9)).isEqualTo(3);
    }

    @Test
    void list_goesByCreation_andShowsWhatAPersonMayWorkOn() {
        task("a", 1, 1, ANN);
        task("b", 1, 1, BEN);
        task("c", 1, 1);
        tasks.close(name("a"), CloseReason.CANCELLED, NOW, null);

        assertThat(names(null, false, PageRequest.of(2, "", "t"))).containsExactly("a", "b", "c");
        assertThat(names(ANN, false, PageRequest.of(9, "", "t"))).containsExactly("a", "c");
        assertThat(names(ANN, true, PageRequest.of(9, "", "t"))).containsExactly("c");
        PageRequest first = PageRequest.of(1, "", "t");
        PageRequest second = PageRequest.of(9, first.encode(List.of("a")), "t");
        assertThat(names(null, false, second)).containsExactly("b", "c");
    }

    @Test
    void offering_putsWhatIsHeldFirst_thenWhatWasLeasedLongestAgo() {
        TaskKey first = task("a", 5, 1);
        TaskKey second = task("b", 5, 1);
        task("c", 5, 1, BEN);
        TaskKey empty = task("d", 1, 1);
        release(empty, lease(empty, BEN, NOW), NOW);
        lease(empty, CAT, NOW);
        assertThat(offered(ANN)).containsExactly("a", "b");

        Question own = lease(first, ANN, NOW);
        assertThat(offered(ANN)).containsExactly("a", "b");
        release(first, own, NOW);
        assertThat(offered(ANN)).containsExactly("b", "a");
        lease(second, ANN, NOW.plusSeconds(1));
        assertThat(offered(ANN)).containsExactly("b", "a");
    }

    @Test
    void poolEnds_showWhereTheNewestFreeItemIs() {
        TaskKey task = task("a", 3, 1);
        assertThat(tasks.poolEnds(List.of(PROJECT))).containsExactly(new PoolEnd(task.name(), 2));

        Question held = lease(task, ANN, NOW);
        lease(task, BEN, NOW);
        lease(task, CAT, NOW);
        assertThat(tasks.poolEnds(List.of(PROJECT))).containsExactly(new PoolEnd(task.name(), -1));
        release(task, held, NOW.plusSeconds(1));
        assertThat(tasks.poolEnds(List.of(PROJECT)))
                .containsExactly(new PoolEnd(task.name(), Micros.of(NOW.plusSeconds(1))));
        assertThat(tasks.poolEnds(List.of(ResourceName.of(ResourceKind.PROJECT, "other"))))
                .isEmpty();
        tasks.close(task.name(), CloseReason.CANCELLED, NOW, null);
        assertThat(tasks.poolEnds(List.of(PROJECT))).isEmpty();
    }

    // --- leasing --------------------------------------------------------------------------------------------------

    @Test
    void items_areTakenInOrder_byNoMoreThanAreWanted() {
        TaskKey task = task("t", 2, 2);

        assertThat(lease(task, ANN, NOW).itemId()).isEqualTo("item-0");
        assertThat(lease(task, BEN, NOW).itemId()).isEqualTo("item-0");
        assertThat(lease(task, CAT, NOW).itemId()).isEqualTo("item-1");
    }

    @Test
    void person_whoHoldsAQuestion_takesNoOther() {
        TaskKey task = task("t", 2, 2);
        Question held = lease(task, ANN, NOW);

        assertThat(questions.take(task, ANN, null, NOW.plusSeconds(1))).isEmpty();
        assertThat(questions.held(task, ANN, NOW.plusSeconds(1))).contains(held);
        assertThat(questions.held(task, ANN, NOW.plus(LEASE))).isEmpty();
        assertThat(questions.take(task, ANN, null, NOW.plus(LEASE)))
                .map(TakenItem::itemId)
                .contains("item-1");
    }

    @Test
    void closedTask_givesNothingAndTakesNothing() {
        TaskKey task = task("t", 2, 1);
        Question held = lease(task, ANN, NOW);
        tasks.close(task.name(), CloseReason.CANCELLED, NOW, null);

        assertThat(questions.take(task, BEN, null, NOW)).isEmpty();
        assertThat(questions.held(task, ANN, NOW)).isEmpty();
        assertThat(questions.countAnswer(task, of(held), 99, NOW)).isEmpty();
        assertThat(questions.countReturn(task, of(held), State.RELEASED, 99, NOW))
                .isEmpty();
    }

    @Test
    void item_thatCameBack_isLeasedUnderAHigherNumber_andFarAheadInThePool() {
        TaskKey task = task("t", 2, 1);
        Question first = lease(task, ANN, NOW);
        questions.keepDraft(task, first.name().id(), ANN, SAYS_CAT);
        release(task, first, NOW.plusSeconds(1));

        assertThat(lease(task, ANN, NOW.plusSeconds(2)).itemId()).isEqualTo("item-1");
        answer(task, questions.held(task, ANN, NOW.plusSeconds(2)).orElseThrow(), NOW.plusSeconds(3));
        Question again = lease(task, ANN, NOW.plusSeconds(4));
        assertThat(again.name()).isEqualTo(first.name());
        assertThat(again.number()).isEqualTo(2);
        assertThat(again.draft()).isEqualTo(SAYS_CAT);
        assertThat(again.endTime()).isNull();
    }

    @Test
    void itemThatWasAnsweredOrSkipped_isNotOfferedAgain() {
        TaskKey task = task("t", 2, 3);
        answer(task, lease(task, ANN, NOW), NOW);
        skip(task, lease(task, ANN, NOW.plusSeconds(1)), "blurred", NOW.plusSeconds(1));

        assertThat(questions.take(task, ANN, null, NOW.plusSeconds(2))).isEmpty();
        assertThat(questions.take(task, ANN, -1L, NOW.plusSeconds(2))).isEmpty();
        assertThat(questions.lookAhead(task, ANN, -1L, 10))
                .isEqualTo(new Outlook(null, Micros.of(NOW.plusSeconds(1)), true));
    }

    @Test
    void lookAhead_findsTheNextItem_overAnyNumberThatThePersonHasSeen() {
        TaskKey task = task("t", 200, 2);
        for (int i = 0; i < 150; i++) {
            answer(task, lease(task, ANN, NOW.plusSeconds(i)), NOW.plusSeconds(i));
        }
        Instant later = NOW.plusSeconds(200);

        assertThat(questions.take(task, ANN, -1L, later)).as("beyond its reach").isEmpty();
        assertThat(questions.lookAhead(task, ANN, -1L, 100)).isEqualTo(new Outlook(null, 99L, false));
        assertThat(questions.lookAhead(task, ANN, 99L, 100)).isEqualTo(new Outlook(150L, 199L, false));
        assertThat(questions.lookAhead(task, ANN, 149L, 100)).isEqualTo(new Outlook(150L, 199L, true));
        assertThat(questions.lookAhead(task, ANN, null, 100)).isEqualTo(new Outlook(150L, 199L, true));
        assertThat(questions.take(task, ANN, 149L, later))
                .map(TakenItem::number)
                .contains(150L);
    }

    @Test
    void secondLease_ofAQuestionThatIsHeld_isRefused() {
        TaskKey task = task("t", 1, 2);
        Question held = lease(task, ANN, NOW);
        TakenItem same = new TakenItem(held.item(), held.itemId(), 0);

        assertThat(questions.lease(task, same, ANN, "other", 0, NOW, NOW.plus(LEASE)))
                .isEmpty();
    }

    // --- answering ------------------------------------------------------------------------------------------------

    @Test
    void answer_isKept_andTheItemDone_whenAllHaveAnswered() {
        TaskKey task = task("t", 1, 2);
        Question ann = lease(task, ANN, NOW);
        Question ben = lease(task, BEN, NOW);

        ItemState afterFirst = answer(task, ann, NOW.plusSeconds(1));
        ItemState afterSecond = answer(task, ben, NOW.plusSeconds(2));

        assertThat(afterFirst).isEqualTo(new ItemState(0, 2, 2, 1, 0, false, false));
        assertThat(afterSecond).isEqualTo(new ItemState(0, 2, 2, 2, 0, true, true));
        Question stored = questions.find(task, ann.name().id()).orElseThrow();
        assertThat(stored.state()).isEqualTo(State.ANSWERED);
        assertThat(stored.answer()).isEqualTo(SAYS_CAT);
        assertThat(stored.requestId()).isEqualTo("request");
        assertThat(stored.endTime()).isEqualTo(NOW.plusSeconds(1));
        assertThat(answers.ofItem(task.number(), 0))
                .extracting(given -> given.person())
                .containsExactly(ANN, BEN);
        assertThat(tasks.anyOpenItem(task.number())).isFalse();
    }

    @Test
    void answer_isRefused_underAnotherNumber_byAnotherPerson_tooLate_andTwice() {
        TaskKey task = task("t", 2, 1);
        Question held = lease(task, ANN, NOW);
        String id = held.name().id();

        assertRefused(task, new Lease(id, ANN, 2), NOW);
        assertRefused(task, new Lease(id, BEN, 1), NOW);
        assertRefused(task, new Lease("other", ANN, 1), NOW);
        assertRefused(task("u", 1, 1), of(held), NOW);
        assertRefused(task, of(held), held.leaseEnd());
        answer(task, held, NOW);
        assertRefused(task, of(held), NOW);
    }

    @Test
    void lastItem_isToldFromOthers() {
        TaskKey task = task("t", 2, 1);

        assertThat(answer(task, lease(task, ANN, NOW), NOW).isLast()).isFalse();
        assertThat(answer(task, lease(task, ANN, NOW.plusSeconds(1)), NOW.plusSeconds(1))
                        .isLast())
                .isTrue();
    }

    @Test
    void furtherPeople_areAskedAtTheEndOfThePool_untilTheItemIsFinished() {
        TaskKey task = tasksOf("t", 1, 1, 3);
        answer(task, lease(task, ANN, NOW), NOW);
        assertThat(questions.take(task, BEN, null, NOW)).isEmpty();

        questions.askMore(task, 0, 1, NOW.plusSeconds(1));
        Question asked = lease(task, BEN, NOW.plusSeconds(1));
        assertThat(answer(task, asked, NOW.plusSeconds(2)).isDone()).isFalse();

        assertThat(questions.finish(task, 0, NOW.plusSeconds(3))).isTrue();
        assertThat(questions.take(task, CAT, -1L, NOW.plusSeconds(4))).isEmpty();
    }

    @Test
    void item_isDone_whenNobodyWhoMayWorkIsLeft() {
        TaskKey task = task("t", 1, 3);
        skip(task, lease(task, ANN, NOW), "no", NOW, 2);

        assertThat(answer(task, lease(task, BEN, NOW), NOW, 2)).isEqualTo(new ItemState(0, 1, 3, 1, 1, true, true));
    }

    @Test
    void item_thatEnoughHaveSkipped_isOfferedToNobodyElse() {
        TaskKey task = task("t", 1, 2);
        for (int i = 0; i < 4; i++) {
            Instant now = NOW.plusSeconds(i);
            assertThat(skip(task, lease(task, new Person("p" + i + "@x"), now), "", now)
                            .isDone())
                    .isFalse();
        }
        Instant later = NOW.plusSeconds(9);
        Question held = lease(task, ANN, later);
        assertThat(skip(task, lease(task, BEN, later), "what is this?", later))
                .as("somebody still holds it")
                .isEqualTo(new ItemState(0, 1, 1, 0, 5, false, false));

        assertThat(questions.take(task, CAT, -1L, later)).isEmpty();
        assertThat(answer(task, held, later).isDone()).isTrue();
    }

    @Test
    void draft_isKept_forItsPersonAlone() {
        TaskKey task = task("t", 1, 1);
        String id = lease(task, ANN, NOW).name().id();

        assertThat(questions.keepDraft(task, id, BEN, SAYS_CAT)).isFalse();
        assertThat(questions.keepDraft(task, id, ANN, SAYS_CAT)).isTrue();

        assertThat(questions.find(task, id).orElseThrow().draft()).isEqualTo(SAYS_CAT);
    }

    // --- expiry ---------------------------------------------------------------------------------------------------

    @Test
    void leases_thatRanOut_giveTheirItemsBack() {
        TaskKey task = task("t", 3, 1);
        Question first = lease(task, ANN, NOW);
        Question second = lease(task, BEN, NOW.plusSeconds(1));
        lease(task, CAT, NOW.plusSeconds(60));
        Instant later = NOW.plus(LEASE).plusSeconds(30);

        assertThat(questions.expire(NOW, 9)).isZero();
        assertThat(questions.expire(later, 1)).isEqualTo(1);
        assertThat(questions.expire(later, 9)).isEqualTo(1);

        Question expired = questions.find(task, first.name().id()).orElseThrow();
        assertThat(expired.state()).isEqualTo(State.EXPIRED);
        assertThat(expired.expiries()).isEqualTo(1);
        assertThat(expired.endTime()).isEqualTo(first.leaseEnd());
        assertRefused(task, of(first), NOW);
        assertThat(lease(task, BEN, later).itemId()).isEqualTo(first.itemId());
        Person dan = new Person("dan@example.com");
        assertThat(lease(task, dan, later).itemId()).isEqualTo(second.itemId());
    }

    @Test
    void leases_thatRanOutTogether_areAllFoundBySomebodyWhoTakesOneAfterAnother() {
        TaskKey task = task("t", 5, 1);
        IntStream.range(0, 5).forEach(i -> lease(task, new Person("p" + i + "@x"), NOW));
        Instant later = NOW.plus(LEASE);
        assertThat(questions.expire(later, 9)).isEqualTo(5);

        List<String> items = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Question question = lease(task, ANN, later.plusSeconds(i));
            answer(task, question, later.plusSeconds(i));
            items.add(question.itemId());
        }
        assertThat(items).containsExactly("item-0", "item-1", "item-2", "item-3", "item-4");
    }

    // --- reading answers ------------------------------------------------------------------------------------------

    @Test
    void answeredItems_comeInOrder_withTheirAnswers_inBoundedChunks() {
        TaskKey task = task("t", 4, 1);
        answer(task, lease(task, ANN, NOW), NOW);
        lease(task, BEN, NOW);
        answer(task, lease(task, ANN, NOW.plusSeconds(1)), NOW.plusSeconds(1));
        answer(task, lease(task, ANN, NOW.plusSeconds(2)), NOW.plusSeconds(2));

        assertThat(answers.answered(task.number(), 0, 9, 1_000))
                .extracting(AnsweredItem::number, item -> item.answers().size())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0L, 1),
                        org.assertj.core.groups.Tuple.tuple(2L, 1),
                        org.assertj.core.groups.Tuple.tuple(3L, 1));
        assertThat(answers.answered(task.number(), 1, 1, 1_000))
                .extracting(AnsweredItem::itemId)
                .containsExactly("item-2");
        assertThat(answers.answered(task.number(), 0, 9, SAYS_CAT.length()))
                .as("the second one passes the limit")
                .extracting(AnsweredItem::itemId)
                .containsExactly("item-0");
        assertThat(answers.answered(task.number(), 0, 9, 1))
                .extracting(AnsweredItem::itemId)
                .containsExactly("item-0");
    }

    @Test
    void figuresOfAPerson_areThoseOfTheirQuestions() {
        TaskKey task = task("t", 5, 2);
        TaskKey other = task("u", 1, 1);
        answer(task, lease(task, ANN, NOW), NOW.plusSeconds(7));
        answer(task, lease(task, ANN, NOW.plusSeconds(10)), NOW.plusSeconds(12));
        skip(task, lease(task, ANN, NOW.plusSeconds(20)), "", NOW.plusSeconds(21));
        answer(task, lease(task, BEN, NOW), NOW);
        answer(other, lease(other, ANN, NOW), NOW.plusSeconds(30));
        lease(task, ANN, NOW.plusSeconds(30));
        questions.expire(NOW.plusSeconds(30).plus(LEASE), 9);

        List<Long> both = List.of(task.number(), other.number());
        assertThat(answers.tallies(both, ANN, NOW).questions())
                .isEqualTo(Map.of(State.ANSWERED, 3L, State.SKIPPED, 1L, State.EXPIRED, 1L));
        assertThat(answers.tallies(both, ANN, NOW).expiries()).isEqualTo(1);
        assertThat(answers.tallies(both, ANN, NOW.plusSeconds(7)).recentAnswers())
                .isEqualTo(2);
        assertThat(answers.tallies(both, ANN, NOW).meanTime()).isEqualTo(Duration.ofSeconds(13));
        assertThat(answers.tallies(both, ANN, NOW).lastAnswerTime()).isEqualTo(NOW.plusSeconds(30));
        assertThat(answers.tallies(both, CAT, NOW).meanTime()).isNull();
        assertThat(answers.withAnswers(task.number(), 0, 9, 1_000))
                .extracting(AnsweredItem::itemId)
                .containsExactly("item-0", "item-1");
        assertThat(answers.tallies(List.of(), ANN, NOW).questions()).isEmpty();
        assertThat(answers.newestAnswerDurations(List.of(task.number()), ANN, 9))
                .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(7));
        assertThat(answers.newestDecided(task.number(), ANN, 9))
                .extracting(AnsweredItem::itemId, item -> item.answers().size())
                .containsExactly(org.assertj.core.groups.Tuple.tuple("item-0", 2));
        assertThat(tasks.countAnswers(task.number(), ANN)).isEqualTo(2);
        assertThat(tasks.countAnswers(task.number(), NOW, NOW.plusSeconds(7))).isEqualTo(1);
        assertThat(tasks.countAnswers(task.number(), NOW.minusSeconds(1), NOW.plusSeconds(12)))
                .isEqualTo(3);
        assertThat(tasks.recentAnswers(task.number(), NOW, 9)).isEqualTo(new Recent(2, NOW.plusSeconds(7)));
        assertThat(tasks.recentAnswers(task.number(), NOW, 1)).isEqualTo(new Recent(1, NOW.plusSeconds(12)));
        assertThat(tasks.recentAnswers(task.number(), NOW.plusSeconds(12), 9)).isEqualTo(new Recent(0, null));
    }

    @Test
    void tasksOfADataset_areRemovedBitByBit() {
        TaskKey task = task("t", 3, 1, ANN);
        lease(task, ANN, NOW);
        ResourceName dataset = plan(1).dataset();

        assertThat(tasks.removeSome(ResourceName.of(ResourceKind.DATASET, "other", dataset.id()), 9))
                .isZero();
        assertThat(tasks.removeSome(dataset, 2)).isEqualTo(2);
        assertThat(tasks.find(task.name())).isPresent();
        assertThat(tasks.removeSome(dataset, 9)).isEqualTo(4);
        assertThat(tasks.find(task.name())).isEmpty();
    }

    // --- what tests do --------------------------------------------------------------------------------------------

    private static ResourceName name(String id) {
        return PROJECT.child(ResourceKind.TASK, id);
    }

    private static LabelingPlan plan(int replicas, Person... contributors) {
        return new LabelingPlan(
                PROJECT.child(ResourceKind.DATASET, "d"),
                ResourceName.of(ResourceKind.RUN, "p", "j", "r"),
                AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION,
                List.of(new AnnotationSpec("cat", "purrs"), new AnnotationSpec("dog", "")),
                true,
                false,
                Aggregation.MAJORITY_VOTE,
                replicas,
                LEASE,
                Set.of(contributors),
                ResourceName.of(ResourceKind.INSTRUCTION, "p", "i"),
                "title",
                "text",
                new byte[] {0, 1});
    }

    private TaskKey task(String id, int items, int wanted, Person... contributors) {
        return tasksOf(id, items, wanted, wanted, contributors);
    }

    private TaskKey tasksOf(String id, int items, int wanted, int most, Person... contributors) {
        tasks.insert(name(id), plan(most, contributors), NOW);
        long number = tasks.find(name(id)).orElseThrow().number();
        List<String> ids = IntStream.range(0, items).mapToObj(i -> "item-" + i).toList();
        tasks.addItems(number, 0, ids.subList(0, items / 2), wanted, most);
        tasks.addItems(number, items / 2, ids.subList(items / 2, items), wanted, most);
        tasks.setItemCount(number, items);
        return new TaskKey(name(id), number);
    }

    private List<String> names(@Nullable Person person, boolean openOnly, PageRequest page) {
        return tasks.list(PROJECT, person, openOnly, page).stream()
                .map(task -> task.name().id())
                .toList();
    }

    private List<String> offered(Person person) {
        return tasks.offering(PROJECT, person, NOW.plusSeconds(5), 10).stream()
                .map(ResourceName::id)
                .toList();
    }

    private Question lease(TaskKey task, Person person, Instant now) {
        return database.write(() -> {
            TakenItem item = questions.take(task, person, null, now).orElseThrow();
            Optional<Question> leased =
                    questions.lease(task, item, person, "q" + made++, item.position(), now, now.plus(LEASE));
            return leased.orElseThrow();
        });
    }

    private static Lease of(Question question) {
        return new Lease(question.name().id(), question.person(), question.number());
    }

    private ItemState answer(TaskKey task, Question question, Instant now) {
        return answer(task, question, now, 99);
    }

    private ItemState answer(TaskKey task, Question question, Instant now, int people) {
        return database.write(() -> {
            ItemState item =
                    questions.countAnswer(task, of(question), people, now).orElseThrow();
            assertThat(questions.setAnswer(of(question), SAYS_CAT, "request", now))
                    .isTrue();
            return item;
        });
    }

    private void release(TaskKey task, Question question, Instant now) {
        database.write(() -> {
            assertThat(questions.countReturn(task, of(question), State.RELEASED, 99, now))
                    .isPresent();
            assertThat(questions.setReturned(of(question), State.RELEASED, "", now))
                    .isTrue();
        });
    }

    private ItemState skip(TaskKey task, Question question, String reason, Instant now) {
        return skip(task, question, reason, now, 99);
    }

    private ItemState skip(TaskKey task, Question question, String reason, Instant now, int people) {
        return database.write(() -> {
            ItemState item = questions
                    .countReturn(task, of(question), State.SKIPPED, people, now)
                    .orElseThrow();
            assertThat(questions.setReturned(of(question), State.SKIPPED, reason, now))
                    .isTrue();
            return item;
        });
    }

    private void assertRefused(TaskKey task, Lease lease, Instant now) {
        assertThat(questions.countAnswer(task, lease, 99, now)).isEmpty();
        assertThat(questions.countReturn(task, lease, State.SKIPPED, 99, now)).isEmpty();
        if (!lease.question().equals("other") && task.name().id().equals("t")) {
            assertThat(questions.setAnswer(lease, SAYS_CAT, "", now)).isFalse();
            assertThat(questions.setReturned(lease, State.RELEASED, "", now)).isFalse();
        }
    }
}
