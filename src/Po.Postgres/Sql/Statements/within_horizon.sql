-- Stands for the last global number, /*last*/, of a statement that reads a page in the transaction that was handed the horizon.
least(/*last*/, current_setting('po.horizon')::bigint);
