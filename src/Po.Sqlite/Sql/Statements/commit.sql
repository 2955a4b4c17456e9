-- Makes everything of the transaction durable and visible at once.
COMMIT;
