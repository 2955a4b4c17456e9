-- Parked messages of a subscription that are to be handed over again.
-- @subscription_id TEXT, @from INTEGER (global number, included), @count INTEGER
SELECT
    global_number,
    stream,
    attempts,
    error,
    parked_at,
    is_replay_requested
FROM po_parked
WHERE subscription_id = @subscription_id
    AND global_number >= @from
    AND is_replay_requested = 1
ORDER BY global_number
LIMIT @count;
