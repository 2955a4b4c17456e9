-- Says of the parked messages of one stream whether they are to be handed over again.
-- @is_replay_requested INTEGER, @subscription_id TEXT, @stream TEXT
UPDATE po_parked
SET is_replay_requested = @is_replay_requested
WHERE subscription_id = @subscription_id
    AND stream = @stream;
