-- Tasks for people who label. The id is that of the operation behind it; number is a short key for the rows below.
-- labels and contributors are JSON; config is a message of the door, kept as it came. item_count is null until all items
-- are known. anyone: the list of contributors is empty. open_count, answer_count: as counted at some time; count_time: up to
-- when answers were counted.
CREATE TABLE labeling_task (
  number            INTEGER PRIMARY KEY,
  id                TEXT NOT NULL UNIQUE,
  project           TEXT NOT NULL,
  dataset           TEXT NOT NULL,
  owner             TEXT,
  annotation_type   TEXT NOT NULL,
  labels            TEXT NOT NULL,
  multi_label       INTEGER NOT NULL,
  sentiment         INTEGER NOT NULL,
  aggregation       TEXT NOT NULL,
  replica_count     INTEGER NOT NULL,
  question_seconds  INTEGER NOT NULL,
  contributors      TEXT NOT NULL,
  anyone            INTEGER NOT NULL,
  instruction       TEXT,
  display_name      TEXT NOT NULL,
  description       TEXT NOT NULL,
  config            BLOB NOT NULL,
  create_time       INTEGER NOT NULL,
  item_count        INTEGER,
  open_count        INTEGER NOT NULL DEFAULT 0,
  answer_count      INTEGER NOT NULL DEFAULT 0,
  count_time        INTEGER NOT NULL,
  close_time        INTEGER,
  close_reason      TEXT,
  annotated_dataset TEXT
) STRICT;
CREATE INDEX labeling_task_list ON labeling_task (project, id);
CREATE INDEX labeling_task_under_way ON labeling_task (project, number) WHERE close_time IS NULL;
CREATE INDEX labeling_task_of_dataset ON labeling_task (dataset);
CREATE TABLE task_contributor (
  task   INTEGER NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (task, person)
) STRICT, WITHOUT ROWID;

-- Items of a task, numbered from 0. wanted: how many people are asked so far, most: how many may ever be; taken: live
-- leases and answers. position: place in the pool of those that want somebody.
CREATE TABLE task_item (
  task      INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  item      TEXT NOT NULL,
  wanted    INTEGER NOT NULL,
  most      INTEGER NOT NULL,
  taken     INTEGER NOT NULL DEFAULT 0,
  answered  INTEGER NOT NULL DEFAULT 0,
  skips     INTEGER NOT NULL DEFAULT 0,
  position  INTEGER NOT NULL,
  done_time INTEGER,
  PRIMARY KEY (task, number),
  CHECK (0 <= answered AND answered <= taken AND taken <= wanted AND wanted <= most)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_item_pool ON task_item (task, position) WHERE taken < wanted;
CREATE INDEX task_item_open ON task_item (task, done_time, number) WHERE done_time IS NULL;

-- One item for one person. number rises with every lease of it; position: how far the person had come in the pool.
-- end_time: when the last lease ended, by an answer or otherwise; null while it is LEASED. answer and draft are JSON.
CREATE TABLE question (
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
CREATE INDEX question_latest ON question (task, person, lease_time);
CREATE INDEX question_expiry ON question (lease_end) WHERE end_time IS NULL;
CREATE INDEX question_answered ON question (task, end_time) WHERE state = 'ANSWERED';
CREATE UNIQUE INDEX question_of_person ON question (task, item, person);
