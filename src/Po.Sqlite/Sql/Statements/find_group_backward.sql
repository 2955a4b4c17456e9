-- The highest global numbers of a group.
-- @stream_group TEXT, @from INTEGER (global number, included), @count INTEGER
SELECT global_number
FROM po_records
WHERE stream_group = @stream_group
    AND global_number <= @from
ORDER BY global_number DESC
LIMIT @count;
