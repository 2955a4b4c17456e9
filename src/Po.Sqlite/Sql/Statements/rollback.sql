-- Takes back everything of the transaction.
ROLLBACK;
