-- How a job has people asked for ground truth that is missing, as JSON; null where nobody is. The columns
-- label_missing_ground_truth and instruction say parts of it.
ALTER TABLE job ADD COLUMN asking TEXT;
-- The task of a run and what came of it, as JSON; null while there is none.
ALTER TABLE run ADD COLUMN labeling TEXT;

DROP INDEX task_item_open;
CREATE INDEX task_item_open ON task_item (task, done_time, number) WHERE done_time IS NULL;
-- end_time of a question: when its last lease ended, by an answer or otherwise; null while it is LEASED.
DROP INDEX question_expiry;
CREATE INDEX question_expiry ON question (lease_end) WHERE end_time IS NULL;
-- In this order, the most telling last: of indexes that seem to cost the same, as all do while the database knows nothing of
-- a table, it takes the youngest. With question_latest it would read everything that a person ever said.
ALTER TABLE question DROP CONSTRAINT question_task_item_person_key;
ALTER TABLE question DROP CONSTRAINT question_pkey;
CREATE UNIQUE INDEX question_of_person ON question (task, item, person);
ALTER TABLE question ADD PRIMARY KEY (id);
