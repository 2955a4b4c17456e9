-- $1 text stream, $2 bigint global number. Returns the first number of the stream whose global number is not below $2, or one more
-- than the last. Searches by halves, because both numbers rise together and no index holds both.
WITH RECURSIVE search (low, high) AS (
    SELECT 0::bigint, coalesce((
        SELECT r.number
        FROM /*schema*/po_records AS r
        WHERE r.stream = $1
        ORDER BY r.number DESC
        LIMIT 1), 0) + 1
    UNION ALL
    SELECT CASE WHEN m.global_number < $2 THEN m.number ELSE s.low END,
           CASE WHEN m.global_number < $2 THEN s.high ELSE m.number END
    FROM search AS s
    CROSS JOIN LATERAL (
        SELECT r.number, r.global_number
        FROM /*schema*/po_records AS r
        WHERE r.stream = $1 AND r.number >= (s.low + s.high) / 2
        ORDER BY r.number
        LIMIT 1
    ) AS m
    WHERE s.high - s.low > 1
)
SELECT min(high)
FROM search;
