-- Appends many appends at once, each of them wholly or not at all. One element a record, in the order of the appends:
-- $1 text[] stream, $2 bigint[] expected number or NULL, $3 integer[] place among what this statement appends to the stream, from 1,
-- $4 bigint[] last number of the stream as far as is known, or NULL, $5 uuid[] message id, $6 text[] type, $7 timestamptz[] time,
-- $8 text[] correlation id, $9 text[] causation id, $10 bytea[] headers, $11 bytea[] data. NULL instead of $2, $3, $4, $8, $9 or $10 stands
-- for nothing expected, first places, nothing known, no ids, no headers. An append that expects a number must be the only one to its stream.
-- $12 oid, $13 timestamptz: what append_session.sql has returned; where the table or the server is not the one that $4 was learnt from,
-- nothing is known.
-- Returns a row for each record that was stored, in the order given; those whose stream is not what was expected are missing.
-- Every row sees the last number as it was before the statement. The unique constraint on (stream, number) is the referee between
-- transactions, and of what is known: records are never taken away, so that a number that has been there can be too low, but not too high.
-- Set-returning functions in a select list run side by side, in order, copy nothing, and give NULL once they have ended.
INSERT INTO /*schema*/po_records
    (stream, number, message_id, message_type, recorded_at, correlation_id, causation_id, headers, data)
SELECT r.stream, h.number + coalesce(r.place, 1), r.message_id, r.message_type, r.recorded_at, r.correlation_id, r.causation_id,
       coalesce(r.headers, ''), r.data
FROM (
    SELECT unnest($1::text[]) AS stream,
           unnest($2::bigint[]) AS expected,
           unnest($3::integer[]) AS place,
           unnest($4::bigint[]) AS known,
           unnest($5::uuid[]) AS message_id,
           unnest($6::text[]) AS message_type,
           unnest($7::timestamptz[]) AS recorded_at,
           unnest($8::text[]) AS correlation_id,
           unnest($9::text[]) AS causation_id,
           unnest($10::bytea[]) AS headers,
           unnest($11::bytea[]) AS data
) AS r
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN r.known IS NOT NULL AND (
            SELECT pg_relation_filenode('/*schema*/po_records'::regclass) = $12 AND pg_postmaster_start_time() = $13) THEN r.known
        ELSE coalesce((
            SELECT l.number
            FROM /*schema*/po_records AS l
            WHERE l.stream = r.stream
            ORDER BY l.number DESC
            LIMIT 1), 0)
    END AS number
) AS h
WHERE r.expected IS NULL OR r.expected = h.number
RETURNING message_id, number, global_number;
