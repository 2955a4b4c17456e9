-- Whether messages of a stream are parked, and whether any of them is to be handed over again.
-- @subscription_id TEXT, @stream TEXT
SELECT
    EXISTS (
        SELECT 1
        FROM po_parked
        WHERE subscription_id = @subscription_id
            AND stream = @stream),
    EXISTS (
        SELECT 1
        FROM po_parked
        WHERE subscription_id = @subscription_id
            AND stream = @stream
            AND is_replay_requested = 1);
