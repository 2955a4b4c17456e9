-- Every connection, and again after an application has had it: a commit is on the disk before it returns, no temporary files, the log
-- is cut back after a checkpoint.
PRAGMA query_only = OFF;
PRAGMA synchronous = FULL;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -8192;
PRAGMA journal_size_limit = 67108864;
