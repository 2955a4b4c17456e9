-- $1 text: how long the following statements of this transaction wait for a lock, 0 for ever.
SELECT set_config('lock_timeout', $1, true);
