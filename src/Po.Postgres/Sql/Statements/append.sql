-- Appends many appends at once, each of them wholly or not at all.
-- One element an append: $1 text[] stream, $2 bigint[] expected number or NULL, $3 integer[] how many records.
--   Only the first append of a stream may expect a number.
-- One element a record: $4 integer[] which append, $5 integer[] which record of it, from 1, $6 uuid[] message id, $7 text[] type,
--   $8 timestamptz[] time, $9 text[] correlation id, $10 text[] causation id, $11 bytea[] headers, $12 bytea[] data.
-- Returns first a row for each append that does not fit: (its place, the stream's last number, 0); then a row for each
--   record in the order given: (0, number, global number).
-- Numbers are drawn for what fits only; the unique constraint on (stream, number) is the referee between transactions.
WITH head AS MATERIALIZED (
    SELECT a.append,
           a.stream,
           a.size,
           coalesce(last.number, 0) AS number,
           a.expected IS NULL OR a.expected = coalesce(last.number, 0) AS fits
    FROM unnest($1::text[], $2::bigint[], $3::integer[]) WITH ORDINALITY AS a (stream, expected, size, append)
    LEFT JOIN LATERAL (
        SELECT r.number
        FROM /*schema*/po_records AS r
        WHERE r.stream = a.stream
        ORDER BY r.number DESC
        LIMIT 1
    ) AS last ON true
), base AS MATERIALIZED (
    -- The number before the first of each append; -1 for what does not fit, because a subscript of an array without nulls is cheap.
    SELECT array_agg(CASE WHEN p.fits THEN p.number + p.taken - p.size ELSE -1 END ORDER BY p.append) AS numbers
    FROM (
        SELECT h.append, h.number, h.fits, h.size, sum(h.size) FILTER (WHERE h.fits) OVER (PARTITION BY h.stream ORDER BY h.append) AS taken
        FROM head AS h
    ) AS p
), inserted AS (
    -- Set-returning functions in the select list run side by side, in order, and copy nothing.
    INSERT INTO /*schema*/po_records
        (stream, number, message_id, message_type, recorded_at, correlation_id, causation_id, headers, data)
    SELECT ($1)[r.append],
           (SELECT b.numbers FROM base AS b)[r.append] + r.place,
           r.message_id, r.message_type, r.recorded_at, r.correlation_id, r.causation_id, r.headers, r.data
    FROM (
        SELECT unnest($4::integer[]) AS append,
               unnest($5::integer[]) AS place,
               unnest($6::uuid[]) AS message_id,
               unnest($7::text[]) AS message_type,
               unnest($8::timestamptz[]) AS recorded_at,
               unnest($9::text[]) AS correlation_id,
               unnest($10::text[]) AS causation_id,
               unnest($11::bytea[]) AS headers,
               unnest($12::bytea[]) AS data
    ) AS r
    WHERE (SELECT b.numbers FROM base AS b)[r.append] >= 0
    RETURNING number, global_number
)
SELECT h.append, h.number, 0::bigint
FROM head AS h
WHERE NOT h.fits
UNION ALL
SELECT 0::bigint, i.number, i.global_number
FROM inserted AS i;
