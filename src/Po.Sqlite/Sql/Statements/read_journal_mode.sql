-- How the file keeps its journal.
PRAGMA journal_mode;
