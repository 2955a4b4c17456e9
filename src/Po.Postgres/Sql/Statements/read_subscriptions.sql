-- What was committed about every subscription, with the number of its parked messages.
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
       (SELECT count(*) FROM /*schema*/po_parked AS p WHERE p.subscription_id = s.subscription_id),
       (SELECT p.global_number
        FROM /*schema*/po_parked AS p
        WHERE p.subscription_id = s.subscription_id AND p.is_replay_requested
        ORDER BY p.global_number
        LIMIT 1) IS NOT NULL,
       s.subscription_id
FROM /*schema*/po_subscriptions AS s
WHERE s.moved_at IS NOT NULL;
