-- $1 text stream, $2 text name, $3 bigint number, $4 bigint global number, $5 text shape, $6 bytea data.
INSERT INTO /*schema*/po_snapshots AS s (stream, name, number, global_number, shape, data)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT ON CONSTRAINT po_snapshots_pkey DO UPDATE
SET number = excluded.number,
    global_number = excluded.global_number,
    shape = excluded.shape,
    data = excluded.data,
    saved_at = excluded.saved_at
WHERE s.global_number <= excluded.global_number;
