-- What append_settings.sql sets for one transaction, for a connection that appends only. $1 text: how long to wait for a lock.
-- Returns (oid, timestamptz), by which append.sql knows whether table and server are still the same.
SELECT pg_relation_filenode('/*schema*/po_records'::regclass),
       pg_postmaster_start_time(),
       set_config('enable_seqscan', 'off', false),
       set_config('plan_cache_mode', 'force_generic_plan', false),
       set_config('jit', 'off', false),
       set_config('lock_timeout', $1, false);
