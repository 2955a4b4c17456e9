namespace Po;

// The append that a transaction is recognised by, and what the store has answered before the commit.
internal sealed record FirstAppend(AppendRequest Request, AppendResult Result);
