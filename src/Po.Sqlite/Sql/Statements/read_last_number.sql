-- The number of the last record of exactly one stream; NULL if it has none.
-- @stream TEXT
SELECT max(number)
FROM po_records
WHERE stream = @stream;
