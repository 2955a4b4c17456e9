-- The number of the first record of exactly one stream whose global number is at least @global_number, or one more than the last.
-- Numbers have no holes and grow with global numbers, so some twenty probes of the unique index find it in a million.
-- @stream TEXT, @global_number INTEGER
WITH RECURSIVE search (low, high) AS (
    SELECT 1, coalesce(max(number), 0) + 1
    FROM po_records
    WHERE stream = @stream
    UNION ALL
    SELECT
        iif(probe.global_number < @global_number, probe.number + 1, search.low),
        iif(probe.global_number < @global_number, search.high, probe.number)
    FROM search
    JOIN po_records AS probe
        ON probe.stream = @stream
        AND probe.number = (search.low + search.high) / 2
    WHERE search.low < search.high
)
SELECT low
FROM search
WHERE low = high;
