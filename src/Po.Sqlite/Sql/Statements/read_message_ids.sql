-- The ids of records of exactly one stream, to recognise the repetition of an append.
-- @stream TEXT, @from INTEGER (number, included), @count INTEGER
SELECT message_id, global_number
FROM po_records
WHERE stream = @stream
    AND number >= @from
ORDER BY number
LIMIT @count;
