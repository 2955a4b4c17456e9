-- $1 text subscription. Returns (whether there is a row; the last global number; the locked row or NULLs, somebody else has it; whether anything is
-- parked, whether anything of that is to be handed over again; whether that is of the same moment as the row).
-- The row is locked as it is now, everything else is as it was when the statement began. What is parked never changes without the row, so it is
-- out of date only where the row has another version than it had then: the statement is to be run again, now that nobody else can change it.
-- The first one in order, rather than EXISTS: that would be a scan of everything that others have parked if the planner took it to end soon.
SELECT s.subscription_id IS NOT NULL,
       coalesce(pg_sequence_last_value('/*schema*/po_records_global_number_seq'::regclass), 0),
       l.position,
       l.moved_at,
       l.is_paused,
       l.failed_number,
       l.failed_attempts,
       l.error,
       l.stop_at,
       l.owner,
       l.epoch,
       (extract(epoch FROM l.leased_until - clock_timestamp()) * 1000000)::bigint,
       (SELECT p.global_number
        FROM /*schema*/po_parked AS p
        WHERE p.subscription_id = $1
        ORDER BY p.global_number
        LIMIT 1) IS NOT NULL,
       (SELECT p.global_number
        FROM /*schema*/po_parked AS p
        WHERE p.subscription_id = $1 AND p.is_replay_requested
        ORDER BY p.global_number
        LIMIT 1) IS NOT NULL,
       l.version = s.xmin
FROM (SELECT) AS one
LEFT JOIN /*schema*/po_subscriptions AS s ON s.subscription_id = $1
LEFT JOIN (
    SELECT position, moved_at, is_paused, failed_number, failed_attempts, error, stop_at, owner, epoch, leased_until, xmin AS version
    FROM /*schema*/po_subscriptions
    WHERE subscription_id = $1
    FOR UPDATE SKIP LOCKED
) AS l ON true;
