-- The second of the three statements: the smallest number that a transaction of others has marked; NULL if none holds a marker.
-- A marker is the low 31 bits; from 2147483648 on a second lock holds the rest. Where a transaction holds several, the smallest
-- parts are taken together: lower than any of them, and a horizon that is too low is only late.
-- $1 boolean: leave out the markers of the transaction that asks; it sees what it has appended itself.
SELECT min(t.marker)
FROM (
    SELECT coalesce(min(l.objid::bigint) FILTER (WHERE l.classid = '/*schema*/po_records'::regclass), 0)
           + CASE WHEN count(*) FILTER (WHERE l.classid = '/*schema*/po_records'::regclass)
                       > count(*) FILTER (WHERE l.classid = '/*schema*/po_records_global_number_seq'::regclass) THEN 0
                  ELSE min(l.objid::bigint) FILTER (WHERE l.classid = '/*schema*/po_records_global_number_seq'::regclass)
             END * 2147483648 AS marker
    FROM pg_locks AS l
    WHERE l.locktype = 'advisory'
      AND l.objsubid = 2
      AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
      AND l.classid IN ('/*schema*/po_records'::regclass, '/*schema*/po_records_global_number_seq'::regclass)
      AND ($1 AND l.pid = pg_backend_pid()) IS NOT TRUE
    GROUP BY l.virtualtransaction
) AS t;
