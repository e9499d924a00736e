INSERT INTO made (n) VALUES ('1');
INSERT INTO made (n) VALUES ('2;3');
