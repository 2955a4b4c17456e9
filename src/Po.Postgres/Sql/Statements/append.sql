-- Appends many appends at once, each of them wholly or not at all. One element a record, in the order of the appends:
-- $1 text[] stream, $2 bigint[] expected number or NULL, $3 integer[] place among what this statement appends to the stream, from 1,
-- $4 uuid[] message id, $5 text[] type, $6 timestamptz[] time, $7 text[] correlation id, $8 text[] causation id, $9 bytea[] headers,
-- $10 bytea[] data. An append that expects a number must be the only one to its stream.
-- Returns a row for each record that was stored, in the order given; those whose stream is not what was expected are missing.
-- Every row sees the last number as it was before the statement. The unique constraint on (stream, number) is the referee between
-- transactions. Set-returning functions in a select list run side by side, in order, and copy nothing.
INSERT INTO /*schema*/po_records
    (stream, number, message_id, message_type, recorded_at, correlation_id, causation_id, headers, data)
SELECT r.stream, h.number + r.place, r.message_id, r.message_type, r.recorded_at, r.correlation_id, r.causation_id, r.headers, r.data
FROM (
    SELECT unnest($1::text[]) AS stream,
           unnest($2::bigint[]) AS expected,
           unnest($3::integer[]) AS place,
           unnest($4::uuid[]) AS message_id,
           unnest($5::text[]) AS message_type,
           unnest($6::timestamptz[]) AS recorded_at,
           unnest($7::text[]) AS correlation_id,
           unnest($8::text[]) AS causation_id,
           unnest($9::bytea[]) AS headers,
           unnest($10::bytea[]) AS data
) AS r
CROSS JOIN LATERAL (
    SELECT coalesce((
        SELECT l.number
        FROM /*schema*/po_records AS l
        WHERE l.stream = r.stream
        ORDER BY l.number DESC
        LIMIT 1), 0) AS number
) AS h
WHERE r.expected IS NULL OR r.expected = h.number
RETURNING message_id, number, global_number;
