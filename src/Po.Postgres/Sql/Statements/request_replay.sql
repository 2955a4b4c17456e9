-- $1 text subscription, $2 boolean whether its parked messages are to be handed over again.
UPDATE /*schema*/po_parked
SET is_replay_requested = $2
WHERE subscription_id = $1;
