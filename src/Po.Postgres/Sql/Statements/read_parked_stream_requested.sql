-- Parked messages of one stream that are to be handed over again. $1 text subscription, $2 bigint first global number, $3 integer most messages, $4 text stream.
SELECT global_number, stream, attempts, error, parked_at, is_replay_requested
FROM /*schema*/po_parked
WHERE subscription_id = $1
  AND stream = $4
  AND global_number >= $2
  AND is_replay_requested
ORDER BY global_number
LIMIT $3;
