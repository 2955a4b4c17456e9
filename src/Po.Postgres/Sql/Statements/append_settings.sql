-- For the transaction of the next statement alone. $1 text: how long to wait for a lock, 0 for ever.
-- A plan made while the table is small must not be one that reads all of it; see docs/adr/0016.
SELECT set_config('enable_seqscan', 'off', true),
       set_config('plan_cache_mode', 'force_generic_plan', true),
       set_config('jit', 'off', true),
       set_config('lock_timeout', $1, true);
