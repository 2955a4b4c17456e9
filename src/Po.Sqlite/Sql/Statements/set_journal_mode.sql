-- Readers and the writer do not wait for each other; stays in the file. Answers with the mode that it has now.
PRAGMA journal_mode = WAL;
