-- $1 text channel, $2 text payload. A transaction of its own that waits for no disk: a lost nudge costs latency only.
SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2);
