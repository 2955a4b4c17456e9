-- Parks messages, one element a message; one that is parked already keeps when that was. $1 text subscription, $2 bigint[] global number,
-- $3 text[] stream, $4 integer[] attempts, $5 text[] error, $6 timestamptz[] time, $7 boolean[] to be handed over again.
INSERT INTO /*schema*/po_parked (subscription_id, global_number, stream, attempts, error, parked_at, is_replay_requested)
SELECT $1,
       unnest($2::bigint[]),
       unnest($3::text[]),
       unnest($4::integer[]),
       unnest($5::text[]),
       unnest($6::timestamptz[]),
       unnest($7::boolean[])
ON CONFLICT ON CONSTRAINT po_parked_pkey DO UPDATE
SET attempts = excluded.attempts,
    error = excluded.error,
    is_replay_requested = excluded.is_replay_requested;
