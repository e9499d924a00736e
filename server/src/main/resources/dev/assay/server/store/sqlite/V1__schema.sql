-- Times are microseconds since 1970 UTC. Ids of resources are 26 characters, sorted by creation.

-- A deleted set stays for a while, so that a repeated deletion is told from that of a set that never was.
CREATE TABLE annotation_spec_set (
  id           TEXT PRIMARY KEY,
  project      TEXT NOT NULL,
  display_name TEXT NOT NULL,
  description  TEXT NOT NULL,
  specs        TEXT NOT NULL,
  create_time  INTEGER NOT NULL,
  delete_time  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX annotation_spec_set_list ON annotation_spec_set (project, id) WHERE delete_time IS NULL;
CREATE INDEX annotation_spec_set_deleted ON annotation_spec_set (delete_time) WHERE delete_time IS NOT NULL;

-- Who keeps a resource from being deleted: both sides are full resource names.
CREATE TABLE hold (
  resource TEXT NOT NULL,
  holder   TEXT NOT NULL,
  PRIMARY KEY (resource, holder)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_of_holder ON hold (holder);

-- The state of a job follows from pause_time, delete_time and its runs. Columns up to evaluation_config hold what was
-- asked for; import_keys is JSON, the messages of the door are kept as they came.
CREATE TABLE job (
  id                         TEXT PRIMARY KEY,
  project                    TEXT NOT NULL,
  description                TEXT NOT NULL,
  schedule                   TEXT NOT NULL,
  interval_days              INTEGER NOT NULL,
  model_version              TEXT NOT NULL,
  model_id                   TEXT NOT NULL,
  annotation_spec_set        TEXT NOT NULL,
  label_missing_ground_truth INTEGER NOT NULL,
  instruction                TEXT,
  problem                    TEXT NOT NULL,
  multi_label                INTEGER NOT NULL,
  import_keys                TEXT NOT NULL,
  config                     BLOB NOT NULL,
  input_config               BLOB NOT NULL,
  evaluation_config          BLOB NOT NULL,
  next_due                   INTEGER NOT NULL,
  create_time                INTEGER NOT NULL,
  pause_time                 INTEGER,
  delete_time                INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX job_of_version ON job (model_version) WHERE delete_time IS NULL;
CREATE INDEX job_list ON job (project, id);
CREATE INDEX job_list_of_model ON job (project, model_id, id);
CREATE INDEX job_due ON job (next_due, id) WHERE pause_time IS NULL AND delete_time IS NULL;
CREATE INDEX job_lingering ON job (delete_time) WHERE delete_time IS NOT NULL;

-- How a job samples: one row per job.
CREATE TABLE sampler (
  job                       TEXT PRIMARY KEY REFERENCES job ON DELETE CASCADE,
  salt                      BLOB NOT NULL,
  example_sample_percentage REAL NOT NULL,
  example_count             INTEGER NOT NULL,
  table_dataset             TEXT NOT NULL,
  table_name                TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Which sample tables exist, and whose they are. SQLite tells names of tables apart without regard to case.
CREATE TABLE sample_table (
  dataset        TEXT NOT NULL COLLATE NOCASE,
  name           TEXT NOT NULL COLLATE NOCASE,
  project        TEXT NOT NULL,
  source_project TEXT NOT NULL,
  create_time    INTEGER NOT NULL,
  PRIMARY KEY (dataset, name)
) STRICT, WITHOUT ROWID;

-- Intervals outlive their job: reports of its runs read them. paused: microseconds that a pause took from the time in
-- which it would have taken rows. purged: 0 all rows stand, 1 some were deleted because they were old, 2 all were.
CREATE TABLE sampling_interval (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  job           TEXT NOT NULL,
  table_dataset TEXT NOT NULL,
  table_name    TEXT NOT NULL,
  open_time     INTEGER NOT NULL,
  seal_time     INTEGER,
  cap           INTEGER NOT NULL,
  taken         INTEGER NOT NULL DEFAULT 0,
  offered       INTEGER NOT NULL DEFAULT 0,
  selected      INTEGER NOT NULL DEFAULT 0,
  over_limit    INTEGER NOT NULL DEFAULT 0,
  duplicates    INTEGER NOT NULL DEFAULT 0,
  cap_time      INTEGER,
  paused        INTEGER NOT NULL DEFAULT 0,
  purged        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX sampling_interval_open ON sampling_interval (job) WHERE seal_time IS NULL;
CREATE INDEX sampling_interval_with_rows ON sampling_interval (seal_time) WHERE purged < 2 AND seal_time IS NOT NULL;

-- What clients saw and did not send, cumulative per client process.
CREATE TABLE interval_client (
  interval     INTEGER NOT NULL,
  client_id    TEXT NOT NULL,
  not_selected INTEGER NOT NULL,
  dropped      INTEGER NOT NULL,
  over_limit   INTEGER NOT NULL,
  PRIMARY KEY (interval, client_id)
) STRICT, WITHOUT ROWID;

-- Ground truth that came before its prediction.
CREATE TABLE held_truth (
  job           TEXT NOT NULL,
  prediction_id TEXT NOT NULL,
  groundtruth   TEXT NOT NULL,
  expire_time   INTEGER NOT NULL,
  PRIMARY KEY (job, prediction_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_truth_expiry ON held_truth (expire_time);

CREATE TABLE run (
  id           TEXT PRIMARY KEY,
  project      TEXT NOT NULL,
  job          TEXT NOT NULL,
  state        TEXT NOT NULL,
  run_trigger  TEXT NOT NULL,
  start_time   INTEGER NOT NULL,
  end_time     INTEGER,
  first_due    INTEGER,
  last_due     INTEGER,
  due_count    INTEGER NOT NULL DEFAULT 0,
  interval     INTEGER,
  dataset      TEXT,
  evaluation   TEXT,
  revision     INTEGER NOT NULL DEFAULT 0,
  item_count   INTEGER NOT NULL DEFAULT 0,
  wait_until   INTEGER,
  plan         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX run_list ON run (job, start_time, id);
CREATE INDEX run_active ON run (job) WHERE end_time IS NULL;
CREATE UNIQUE INDEX run_of_interval ON run (interval) WHERE interval IS NOT NULL;
CREATE UNIQUE INDEX run_of_due_time ON run (job, last_due) WHERE last_due IS NOT NULL;

CREATE TABLE run_failure (
  run     TEXT NOT NULL,
  number  INTEGER NOT NULL,
  job     TEXT NOT NULL,
  time    INTEGER NOT NULL,
  step    TEXT NOT NULL,
  reason  TEXT NOT NULL,
  message TEXT NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_failure_of_job ON run_failure (job, time, run, number);

-- Which run a request id led to, so that repeating the request is harmless.
CREATE TABLE run_request (
  subject     TEXT NOT NULL,
  request_id  TEXT NOT NULL,
  run         TEXT NOT NULL,
  expire_time INTEGER NOT NULL,
  PRIMARY KEY (subject, request_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_request_expiry ON run_request (expire_time);

-- Durable work. While leased, wake_time is the end of the lease: one index finds what is due and what was abandoned.
CREATE TABLE work (
  resource  TEXT PRIMARY KEY,
  kind      TEXT NOT NULL,
  number    INTEGER NOT NULL DEFAULT 0,
  owner     TEXT,
  wake_time INTEGER NOT NULL,
  tries     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX work_due ON work (wake_time);

-- A dataset of a run has the six columns from table_dataset on: the sealed rows that it stands for.
CREATE TABLE dataset (
  id             TEXT PRIMARY KEY,
  project        TEXT NOT NULL,
  display_name   TEXT NOT NULL,
  description    TEXT NOT NULL,
  create_time    INTEGER NOT NULL,
  delete_time    INTEGER,
  input_config   BLOB NOT NULL,
  item_count     INTEGER NOT NULL,
  table_dataset  TEXT,
  table_name     TEXT,
  interval       INTEGER,
  payload_type   TEXT,
  data_key       TEXT,
  reference_key  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX dataset_list ON dataset (project, create_time, id) WHERE delete_time IS NULL;
CREATE INDEX dataset_deleted ON dataset (delete_time) WHERE delete_time IS NOT NULL;

-- One revision of one run: what was evaluated, item by item. Immutable once complete; the figures stand in its
-- evaluations. Labels and counts are JSON.
CREATE TABLE snapshot (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  run               TEXT NOT NULL,
  revision          INTEGER NOT NULL,
  project           TEXT NOT NULL,
  job               TEXT NOT NULL,
  model_id          TEXT NOT NULL,
  dataset           TEXT NOT NULL,
  annotated_dataset TEXT NOT NULL,
  run_time          INTEGER NOT NULL,
  annotation_type   TEXT NOT NULL,
  multi_label       INTEGER NOT NULL,
  labels            TEXT NOT NULL,
  config            BLOB NOT NULL,
  counts            TEXT,
  complete_time     INTEGER,
  UNIQUE (run, revision)
) STRICT;
CREATE INDEX snapshot_of_dataset ON snapshot (dataset);

-- Truth and predicted labels are JSON. A mistake is the score by which an item is wrong, -Infinity if it is right.
CREATE TABLE snapshot_item (
  snapshot  INTEGER NOT NULL,
  ordinal   INTEGER NOT NULL,
  item      TEXT NOT NULL,
  truth     TEXT NOT NULL,
  predicted TEXT NOT NULL,
  weight    REAL,
  mistake   REAL NOT NULL,
  PRIMARY KEY (snapshot, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX snapshot_item_by_mistake ON snapshot_item (snapshot, mistake DESC, ordinal);

-- Position 0 is the aggregate, without a label; the others follow in the order of the label set. What searches filter
-- by stands here once more, so that they read no snapshot.
CREATE TABLE evaluation (
  id          TEXT PRIMARY KEY,
  snapshot    INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  project     TEXT NOT NULL,
  dataset     TEXT NOT NULL,
  job         TEXT NOT NULL,
  model_id    TEXT NOT NULL,
  run_time    INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  label       TEXT,
  item_count  INTEGER NOT NULL,
  figures     TEXT NOT NULL,
  UNIQUE (snapshot, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX evaluation_aggregates ON evaluation (project, create_time DESC, id DESC) WHERE label IS NULL;
CREATE INDEX evaluation_of_job ON evaluation (project, job, create_time DESC, id DESC) WHERE label IS NULL;
CREATE INDEX evaluation_of_model ON evaluation (project, model_id, create_time DESC, id DESC) WHERE label IS NULL;
CREATE INDEX evaluation_of_label ON evaluation (project, label, create_time DESC, id DESC) WHERE label IS NOT NULL;
CREATE INDEX evaluation_of_dataset ON evaluation (dataset);
