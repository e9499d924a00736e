INSERT INTO made (n) VALUES ('4');
INSERT INTO nowhere (n) VALUES ('5');
