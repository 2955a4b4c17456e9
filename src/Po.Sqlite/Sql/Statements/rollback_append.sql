-- Takes back the append; release_append ends the savepoint after it.
ROLLBACK TO po_append;
