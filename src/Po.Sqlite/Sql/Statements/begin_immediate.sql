-- Begins a transaction that may write. Never deferred: one that reads first and writes later is refused by SQLite at any time.
BEGIN IMMEDIATE;
