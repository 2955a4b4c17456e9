-- The last global number given out; no row in an empty store.
SELECT seq
FROM sqlite_sequence
WHERE name = 'po_records';
