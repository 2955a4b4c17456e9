-- Changes no row, but takes the write lock. As the first statement of a transaction that the driver has begun it makes the same of
-- it as BEGIN IMMEDIATE would, and it leaves waiting for other processes to the store: the driver would put the thread to sleep.
UPDATE po_migrations
SET version = version
WHERE FALSE;
