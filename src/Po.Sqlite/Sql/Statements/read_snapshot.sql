-- One snapshot; no row if there is none.
-- @stream TEXT, @name TEXT
SELECT number, global_number, shape, data
FROM po_snapshots
WHERE stream = @stream
    AND name = @name;
