-- What the items of a dataset came from, one after another: messages of the door, kept as they came.
CREATE TABLE dataset_input (
  dataset TEXT NOT NULL,
  number  INTEGER NOT NULL,
  config  BLOB NOT NULL,
  PRIMARY KEY (dataset, number)
) STRICT, WITHOUT ROWID;
INSERT INTO dataset_input (dataset, number, config)
  SELECT id, 0, input_config FROM dataset WHERE length(input_config) > 0;
ALTER TABLE dataset DROP COLUMN input_config;

-- Items that a dataset holds itself, numbered from 0 without gaps. content: the text, or the URI of an image or video.
CREATE TABLE data_item (
  dataset   TEXT NOT NULL,
  number    INTEGER NOT NULL,
  type      TEXT NOT NULL,
  content   TEXT NOT NULL,
  mime_type TEXT,
  thumbnail BLOB,
  PRIMARY KEY (dataset, number)
) STRICT;

-- A set is seen once it is complete. metadata is a message of the door, kept as it came; label_stats is JSON.
CREATE TABLE annotated_dataset (
  number                  INTEGER PRIMARY KEY AUTOINCREMENT,
  id                      TEXT NOT NULL UNIQUE,
  project                 TEXT NOT NULL,
  dataset                 TEXT NOT NULL,
  display_name            TEXT NOT NULL,
  description             TEXT NOT NULL,
  annotation_type         TEXT NOT NULL,
  create_time             INTEGER NOT NULL,
  complete_time           INTEGER,
  delete_time             INTEGER,
  example_count           INTEGER NOT NULL DEFAULT 0,
  completed_example_count INTEGER NOT NULL DEFAULT 0,
  label_stats             TEXT NOT NULL DEFAULT '{}',
  metadata                BLOB NOT NULL
) STRICT;
CREATE INDEX annotated_dataset_list ON annotated_dataset (dataset, create_time, id)
  WHERE complete_time IS NOT NULL AND delete_time IS NULL;
CREATE INDEX annotated_dataset_of_dataset ON annotated_dataset (dataset);
CREATE INDEX annotated_dataset_deleted ON annotated_dataset (delete_time) WHERE delete_time IS NOT NULL;

-- What was said of an item, JSON; and once more by label, for those who look for one.
CREATE TABLE example (
  annotated_dataset INTEGER NOT NULL,
  item              TEXT NOT NULL,
  annotations       TEXT NOT NULL,
  PRIMARY KEY (annotated_dataset, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE example_label (
  annotated_dataset INTEGER NOT NULL,
  label             TEXT NOT NULL,
  item              TEXT NOT NULL,
  PRIMARY KEY (annotated_dataset, label, item)
) STRICT, WITHOUT ROWID;

-- An instruction is seen once its document is kept whole.
CREATE TABLE instruction (
  id            TEXT PRIMARY KEY,
  project       TEXT NOT NULL,
  display_name  TEXT NOT NULL,
  description   TEXT NOT NULL,
  data_type     TEXT NOT NULL,
  document_uri  TEXT NOT NULL,
  document_size INTEGER NOT NULL DEFAULT 0,
  create_time   INTEGER NOT NULL,
  update_time   INTEGER NOT NULL,
  complete_time INTEGER,
  delete_time   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX instruction_list ON instruction (project, id) WHERE complete_time IS NOT NULL AND delete_time IS NULL;
CREATE INDEX instruction_deleted ON instruction (delete_time) WHERE delete_time IS NOT NULL;
CREATE TABLE instruction_document (
  instruction TEXT NOT NULL,
  number      INTEGER NOT NULL,
  bytes       BLOB NOT NULL,
  PRIMARY KEY (instruction, number)
) STRICT;

-- Long-running operations. request and progress are JSON of the rooms that do them.
CREATE TABLE operation (
  id            TEXT PRIMARY KEY,
  project       TEXT NOT NULL,
  kind          TEXT NOT NULL,
  subject       TEXT NOT NULL,
  request       TEXT NOT NULL,
  progress      TEXT NOT NULL,
  create_time   INTEGER NOT NULL,
  end_time      INTEGER,
  delete_time   INTEGER,
  error_kind    TEXT,
  error_reason  TEXT,
  error_message TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX operation_list ON operation (project, id) WHERE delete_time IS NULL;
CREATE UNIQUE INDEX operation_active ON operation (subject) WHERE end_time IS NULL;
CREATE INDEX operation_under_way ON operation (project, id) WHERE end_time IS NULL;
CREATE INDEX operation_ended ON operation (end_time) WHERE end_time IS NOT NULL AND delete_time IS NULL;
CREATE INDEX operation_deleted ON operation (delete_time) WHERE delete_time IS NOT NULL;
CREATE TABLE operation_failure (
  operation TEXT NOT NULL,
  number    INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  reason    TEXT NOT NULL,
  message   TEXT NOT NULL,
  PRIMARY KEY (operation, number)
) STRICT, WITHOUT ROWID;
