-- $1 text subscription. Everything that is parked.
DELETE FROM /*schema*/po_parked
WHERE subscription_id = $1;
