-- $1 text stream, $2 bigint global number. Returns a number such that the global numbers of the stream are below $2 before it and not
-- below $2 from it on. Searches by halves, because both numbers rise together and no index holds both.
WITH RECURSIVE search (low, high) AS (
    SELECT 0::bigint, coalesce((
        SELECT r.number
        FROM /*schema*/po_records AS r
        WHERE r.stream = $1
        ORDER BY r.number DESC
        LIMIT 1), 0) + 1
    UNION ALL
    SELECT CASE WHEN m.global_number < $2 THEN m.number ELSE s.low END,
           CASE WHEN m.global_number < $2 THEN s.high ELSE (s.low + s.high) / 2 END
    FROM search AS s
    LEFT JOIN LATERAL (
        SELECT r.number, r.global_number
        FROM /*schema*/po_records AS r
        WHERE r.stream = $1 AND r.number >= (s.low + s.high) / 2 AND r.number < s.high
        ORDER BY r.number
        LIMIT 1
    ) AS m ON true
    WHERE s.high - s.low > 1
)
SELECT min(high)
FROM search;
