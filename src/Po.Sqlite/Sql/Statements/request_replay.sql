-- Says of all parked messages of a subscription whether they are to be handed over again.
-- @is_replay_requested INTEGER, @subscription_id TEXT
UPDATE po_parked
SET is_replay_requested = @is_replay_requested
WHERE subscription_id = @subscription_id;
