-- $1 text subscription. Returns (position or NULL, whether there is one, last global number); NULL and true: somebody else holds it.
SELECT (SELECT s.position
        FROM /*schema*/po_subscriptions AS s
        WHERE s.subscription_id = $1
        FOR UPDATE SKIP LOCKED),
       EXISTS (SELECT FROM /*schema*/po_subscriptions AS s WHERE s.subscription_id = $1),
       coalesce(pg_sequence_last_value('/*schema*/po_records_global_number_seq'::regclass), 0);
