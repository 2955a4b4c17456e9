-- Deletes one snapshot.
-- @stream TEXT, @name TEXT
DELETE FROM po_snapshots
WHERE stream = @stream
    AND name = @name;
