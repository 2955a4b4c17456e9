-- Parks a message; one that is parked already keeps when that was.
-- @subscription_id TEXT, @global_number INTEGER, @stream TEXT, @attempts INTEGER, @error TEXT, @parked_at INTEGER (microseconds),
-- @is_replay_requested INTEGER
INSERT INTO po_parked (subscription_id, global_number, stream, attempts, error, parked_at, is_replay_requested)
VALUES (@subscription_id, @global_number, @stream, @attempts, @error, @parked_at, @is_replay_requested)
ON CONFLICT (subscription_id, global_number) DO UPDATE
SET attempts = excluded.attempts,
    error = excluded.error,
    is_replay_requested = excluded.is_replay_requested;
