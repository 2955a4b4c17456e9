-- $1 text subscription. Waits until this transaction may create the position, see reserve_position.sql.
SELECT pg_advisory_xact_lock('/*schema*/po_subscriptions'::regclass::oid::integer, hashtext($1));
