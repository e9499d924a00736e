/**
 * People who label: tasks, the questions that they are asked, their answers, and what these come to.
 *
 * <p>A task is work for people, done by the operation of the same id; a question is one item for one person. Who works
 * on what is settled in the store by two statements per call: an item counts who has it, a question is leased for a time
 * under a number, and whatever carries another number comes too late. The kinds of annotation differ in how answers are
 * checked and in what they come to, and in nothing else.
 *
 * <p>It must not know runs, nor what a model predicted. Start at {@link dev.assay.server.labeling.Desk}, where people
 * get questions and hand in answers, and at {@link dev.assay.server.labeling.LabelingTasks}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.labeling;
