-- $1 text subscription. What was committed about it; no row if nothing ever was.
SELECT s.position,
       s.moved_at,
       s.is_paused,
       s.failed_number,
       s.failed_attempts,
       s.error,
       s.stop_at,
       s.owner,
       s.epoch,
       (extract(epoch FROM s.leased_until - clock_timestamp()) * 1000000)::bigint,
       ((SELECT p.global_number
         FROM /*schema*/po_parked AS p
         WHERE p.subscription_id = s.subscription_id
         ORDER BY p.global_number
         LIMIT 1) IS NOT NULL)::integer::bigint,
       (SELECT p.global_number
        FROM /*schema*/po_parked AS p
        WHERE p.subscription_id = s.subscription_id AND p.is_replay_requested
        ORDER BY p.global_number
        LIMIT 1) IS NOT NULL
FROM /*schema*/po_subscriptions AS s
WHERE s.subscription_id = $1
  AND s.moved_at IS NOT NULL;
