-- Undoes append_session.sql before the connection is given back.
RESET enable_seqscan;
RESET plan_cache_mode;
RESET jit;
RESET lock_timeout;
