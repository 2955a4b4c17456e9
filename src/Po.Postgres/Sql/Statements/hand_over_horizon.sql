-- The second of the three statements where all of them share a round trip: hands the horizon over to the third one, inside their
-- transaction, and nothing at all where the third one would not have a snapshot of its own.
-- $1 boolean as in the statement it wraps, $2 bigint the horizon that is known. What is known stays final, unless history is lost.
SELECT h.horizon,
       set_config('po.horizon', CASE WHEN current_setting('transaction_isolation') = 'read committed' THEN h.horizon ELSE 0 END::text, true)::bigint
FROM (
    SELECT CASE WHEN n.last_number < $2 THEN least(n.last_number, m.marker)
                ELSE greatest($2, least(n.last_number, m.marker))
           END AS horizon
    FROM (SELECT current_setting('po.last_global_number')::bigint) AS n (last_number),
         (/*marker*/) AS m (marker)
) AS h;
