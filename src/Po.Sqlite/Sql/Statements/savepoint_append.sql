-- An append of many records is stored whole or not at all, and its neighbours in the transaction stay.
SAVEPOINT po_append;
