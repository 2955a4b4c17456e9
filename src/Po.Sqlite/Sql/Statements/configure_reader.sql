-- Connections of the reading pool never write.
PRAGMA query_only = ON;
