-- Keeps the append.
RELEASE po_append;
