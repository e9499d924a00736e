-- How a job has people asked for ground truth that is missing, as JSON; null where nobody is. The columns
-- label_missing_ground_truth and instruction say parts of it.
ALTER TABLE job ADD COLUMN asking TEXT;
-- The task of a run and what came of it, as JSON; null while there is none.
ALTER TABLE run ADD COLUMN labeling TEXT;

DROP INDEX task_item_open;
CREATE INDEX task_item_open ON task_item (task, done_time, number) WHERE done_time IS NULL;

-- Made anew so that what is unique is an index that is made last: of those that seem to cost the same, the youngest is taken.
-- One item for one person. number rises with every lease of it; position: how far the person had come in the pool.
-- end_time: when the last lease ended, by an answer or otherwise; null while it is LEASED. answer and draft are JSON.
CREATE TABLE question_anew (
  id            TEXT PRIMARY KEY,
  task          INTEGER NOT NULL,
  item          INTEGER NOT NULL,
  person        TEXT NOT NULL,
  state         TEXT NOT NULL,
  number        INTEGER NOT NULL,
  position      INTEGER NOT NULL,
  lease_time    INTEGER NOT NULL,
  lease_end     INTEGER NOT NULL,
  end_time      INTEGER,
  expiries      INTEGER NOT NULL DEFAULT 0,
  answer        TEXT,
  comment       TEXT,
  request_id    TEXT,
  skip_reason   TEXT,
  draft         TEXT,
  draft_comment TEXT
) STRICT;
INSERT INTO question_anew SELECT * FROM question;
DROP TABLE question;
ALTER TABLE question_anew RENAME TO question;
CREATE INDEX question_latest ON question (task, person, lease_time);
CREATE INDEX question_expiry ON question (lease_end) WHERE end_time IS NULL;
CREATE INDEX question_answered ON question (task, end_time) WHERE state = 'ANSWERED';
CREATE UNIQUE INDEX question_of_person ON question (task, item, person);
