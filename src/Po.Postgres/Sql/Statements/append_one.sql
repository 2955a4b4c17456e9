-- Appends one record. $1 text stream, $2 bigint expected number or NULL, $3 bigint last number of the stream as far as is known, or NULL,
-- $4 uuid message id, $5 text type, $6 timestamptz time, $7 text correlation id, $8 text causation id, $9 bytea headers, $10 bytea data,
-- $11 oid, $12 timestamptz: what append_session.sql has returned.
-- Returns a row if it was stored, none if the stream is not what was expected. What append.sql does for many, without the arrays,
-- which saves a lone append some 10 of 220 microseconds.
INSERT INTO /*schema*/po_records
    (stream, number, message_id, message_type, recorded_at, correlation_id, causation_id, headers, data)
SELECT $1, h.number + 1, $4, $5, $6, $7, $8, $9, $10
FROM (
    SELECT CASE
        WHEN $3::bigint IS NOT NULL
            AND pg_relation_filenode('/*schema*/po_records'::regclass) = $11 AND pg_postmaster_start_time() = $12 THEN $3
        ELSE coalesce((
            SELECT l.number
            FROM /*schema*/po_records AS l
            WHERE l.stream = $1
            ORDER BY l.number DESC
            LIMIT 1), 0)
    END AS number
) AS h
WHERE $2::bigint IS NULL OR $2 = h.number
RETURNING message_id, number, global_number;
