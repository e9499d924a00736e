-- Statements end with ';', also after one in a comment.
CREATE TABLE made (n TEXT NOT NULL);
CREATE INDEX made_by_n ON made (n);
