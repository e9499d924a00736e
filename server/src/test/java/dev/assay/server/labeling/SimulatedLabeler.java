package dev.assay.server.labeling;

import static dev.assay.server.labeling.LabelingSimulation.require;

import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who labels and their client. What the server said they may do it must let them do, what it took must stay, and
 * nothing else may be taken.
 */
final class SimulatedLabeler {
    private final LabelingSimulation world;
    private final Person person;
    private final Map<ResourceName, Known> known = new LinkedHashMap<>();

    SimulatedLabeler(LabelingSimulation world, Person person) {
        this.world = world;
        this.person = person;
    }

    /** What the client knows of a question. */
    private static final class Known {
        private Question newest;
        /** Answered, skipped or given back: this lease is over before its time. */
        private boolean over;
        /** Answered or skipped: the question must not come again. */
        private boolean through;
        /** A call about it was cut off: it may have happened or not. */
        private boolean doubtful;

        private @Nullable Answer taken;

        Known(Question newest) {
            this.newest = newest;
        }

        boolean isLive(Instant now) {
            return !over && now.isBefore(newest.leaseEnd());
        }

        ResourceName task() {
            return newest.name().ancestor(ResourceKind.TASK);
        }
    }

    Person person() {
        return person;
    }

    private Instant now() {
        return world.bench().now();
    }

    /** Does something, sensible or not. */
    void act() {
        Random random = world.random();
        int what = random.nextInt(100);
        List<Known> live =
                known.values().stream().filter(each -> each.isLive(now())).toList();
        if (what < 3) {
            // The client crashes: nobody deals with what it had.
            known.values().forEach(each -> each.doubtful = true);
        } else if (what < 50 && !live.isEmpty()) {
            dealWith(any(live));
        } else if (what < 65 && !known.isEmpty()) {
            Known old = any(known.values());
            long number = 1 + random.nextInt((int) old.newest.number() + 1);
            submit(old, number, old.taken != null && random.nextBoolean() ? old.taken : anyAnswer());
        } else {
            lease(random.nextInt(3) == 0 ? LabelingBench.PROJECT : world.anyTask());
        }
    }

    /** Takes a question if there is one, and answers it. */
    void workOn() {
        Known leased = lease(LabelingBench.PROJECT);
        if (leased != null) {
            submit(leased, leased.newest.number(), anyAnswer());
        }
    }

    private <T> T any(Collection<T> some) {
        return new ArrayList<>(some).get(world.random().nextInt(some.size()));
    }

    private Answer anyAnswer() {
        return LabelingBench.says(any(PlanDraft.LABELS));
    }

    // --- leasing --------------------------------------------------------------------------------------------------

    private @Nullable Known lease(ResourceName scope) {
        Optional<Question> leased;
        try {
            leased = world.bench().desk().lease(person, scope, now());
        } catch (Unavailable crash) {
            return null;
        } catch (NotFound notAdmitted) {
            require(!world.bench().task(scope).plan().admits(person), "a task is hidden from a contributor");
            return null;
        } catch (WrongState closed) {
            require(!world.bench().task(scope).isOpen(), "a task is taken for closed: " + closed.getMessage());
            return null;
        }
        return leased.map(this::receive).orElse(null);
    }

    private Known receive(Question question) {
        world.trace(person + " has " + question.name().id() + " number " + question.number());
        require(question.person().equals(person), "a question of somebody else");
        require(now().isBefore(question.leaseEnd()), "a lease that is over already");
        require(!world.isClosed(question.name().ancestor(ResourceKind.TASK)), "a closed task gives a question");
        Known before = known.get(question.name());
        if (before == null) {
            requireNoOtherIsLive(question);
            before = new Known(question);
            known.put(question.name(), before);
            return before;
        }
        require(!before.through, "an item comes again");
        require(question.number() >= before.newest.number(), "the number of a question falls");
        if (question.number() == before.newest.number()) {
            require(before.isLive(now()) || before.doubtful, "a lease that was over is shown");
        } else {
            require(!before.isLive(now()) || before.doubtful, "a question is leased again while it is held");
            requireNoOtherIsLive(question);
            before.over = false;
            before.doubtful = false;
        }
        before.newest = question;
        return before;
    }

    private void requireNoOtherIsLive(Question question) {
        require(
                known.values().stream()
                        .filter(other -> other.task().equals(question.name().ancestor(ResourceKind.TASK)))
                        .noneMatch(other -> other.isLive(now()) && !other.doubtful),
                "a second question of a task");
    }

    // --- dealing with questions -----------------------------------------------------------------------------------

    private void dealWith(Known question) {
        int what = world.random().nextInt(100);
        if (what < 75) {
            submit(question, question.newest.number(), anyAnswer());
        } else {
            giveBack(question, what < 85);
        }
    }

    private void giveBack(Known question, boolean skip) {
        Question current = question.newest;
        try {
            if (skip) {
                world.bench().desk().skip(current.name(), person, current.number(), "why not", now());
            } else {
                world.bench().desk().release(current.name(), person, current.number(), now());
            }
        } catch (Unavailable crash) {
            question.doubtful = true;
            return;
        } catch (WrongState refusal) {
            requireRefusable(question, current.number(), refusal);
            return;
        }
        world.trace(
                person + (skip ? " skipped " : " released ") + current.name().id());
        question.over = true;
        question.through = skip;
    }

    private void submit(Known question, long number, Answer answer) {
        Question current = question.newest;
        boolean isHeld = question.isLive(now()) && number == current.number();
        boolean isRepeated = answer.equals(question.taken) && number == current.number();
        try {
            world.bench().desk().submit(current.name(), person, number, answer, "", now());
        } catch (Unavailable crash) {
            question.doubtful = true;
            return;
        } catch (WrongState refusal) {
            world.refused();
            requireRefusable(question, number, refusal);
            requireDraft(current, answer, refusal);
            return;
        }
        world.trace(person + " answered " + current.name().id() + " number " + number);
        require(isHeld || isRepeated || question.doubtful, "an answer is taken that must not be");
        require(
                !world.isClosed(question.task()) || question.through || question.doubtful,
                "a closed task takes an answer");
        require(number <= current.number() || question.doubtful, "an answer under a number that nobody gave");
        question.taken = answer;
        question.over = true;
        question.through = true;
        question.doubtful = false;
        world.answered();
    }

    private void requireRefusable(Known question, long number, WrongState refusal) {
        boolean isHeld = question.isLive(now()) && number == question.newest.number();
        boolean closed = refusal.reason().equals("TASK_CLOSED") && world.mayBeClosed(question.task());
        require(!isHeld || question.doubtful || closed, "what is held is refused: " + refusal.getMessage());
        if (refusal.reason().startsWith("ALREADY")) {
            require(question.through || question.doubtful, "nobody did this: " + refusal.getMessage());
            question.over = true;
            question.through = true;
        }
    }

    private void requireDraft(Question question, Answer answer, WrongState refusal) {
        if (refusal.details().containsKey("draft_of")) {
            Question shown = world.bench().get(Questions.class).get(question.name(), person);
            require(answer.text().equals(shown.draft()), "a draft is lost");
        }
    }

    /** What the server said it took is there. */
    void requireAnswersKept() {
        known.forEach((name, question) -> {
            if (question.taken != null) {
                Question stored = world.bench().get(Questions.class).get(name, person);
                require(stored.state() == Question.State.ANSWERED, "an answer is gone: " + name);
                require(question.taken.text().equals(stored.answer()), "an answer is another: " + name);
            }
        });
    }
}
