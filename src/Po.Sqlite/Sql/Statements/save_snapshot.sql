-- Saves a snapshot, but never in place of a newer one.
-- @stream TEXT, @name TEXT, @number INTEGER, @global_number INTEGER, @shape TEXT, @data BLOB
INSERT INTO po_snapshots (stream, name, number, global_number, shape, data)
VALUES (@stream, @name, @number, @global_number, @shape, @data)
ON CONFLICT (stream, name) DO UPDATE
SET number = excluded.number,
    global_number = excluded.global_number,
    shape = excluded.shape,
    data = excluded.data
WHERE excluded.global_number >= po_snapshots.global_number;
