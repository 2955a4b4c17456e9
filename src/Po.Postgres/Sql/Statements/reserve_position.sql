-- $1 text subscription. Whether this transaction may create the position: an INSERT would wait for another one that does the same.
SELECT pg_try_advisory_xact_lock('/*schema*/po_subscriptions'::regclass::oid::integer, hashtext($1));
