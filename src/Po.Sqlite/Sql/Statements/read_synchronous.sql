-- How far a commit of this connection waits for the disk: 2 is FULL, 3 EXTRA.
PRAGMA synchronous;
