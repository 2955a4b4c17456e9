-- Begins a transaction that only reads, so that all statements of a page see one snapshot.
BEGIN DEFERRED;
