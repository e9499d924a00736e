-- How a job has people asked for ground truth that is missing, as JSON; null where nobody is. The columns
-- label_missing_ground_truth and instruction say parts of it.
ALTER TABLE job ADD COLUMN asking TEXT;
-- The task of a run and what came of it, as JSON; null while there is none.
ALTER TABLE run ADD COLUMN labeling TEXT;
