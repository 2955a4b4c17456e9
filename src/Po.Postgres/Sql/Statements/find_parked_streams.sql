-- $1 text subscription, $2 text[] streams. Those that have parked messages, and whether any of them is to be handed over again.
-- The first one in order, rather than EXISTS, see lock_position.sql.
SELECT s.stream,
       (SELECT p.global_number
        FROM /*schema*/po_parked AS p
        WHERE p.subscription_id = $1 AND p.stream = s.stream AND p.is_replay_requested
        ORDER BY p.global_number
        LIMIT 1) IS NOT NULL
FROM (SELECT unnest($2::text[]) COLLATE "C" AS stream) AS s
WHERE (
    SELECT p.global_number
    FROM /*schema*/po_parked AS p
    WHERE p.subscription_id = $1 AND p.stream = s.stream
    ORDER BY p.global_number
    LIMIT 1) IS NOT NULL;
