-- $1 text, $2 text: time-outs of this transaction. The first one ends it when its worker is frozen.
SELECT set_config('idle_in_transaction_session_timeout', $1, true),
       set_config('lock_timeout', $2, true);
