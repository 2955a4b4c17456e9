namespace Po;

// How far a fold has come: what a view locks to, and what a snapshot says of itself.
internal readonly record struct FoldResult(long LastNumber, long GlobalNumber, long Folded);
