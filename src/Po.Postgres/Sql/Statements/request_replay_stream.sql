-- $1 text subscription, $2 boolean whether its parked messages of a stream are to be handed over again, $3 text stream.
UPDATE /*schema*/po_parked
SET is_replay_requested = $2
WHERE subscription_id = $1
  AND stream = $3;
