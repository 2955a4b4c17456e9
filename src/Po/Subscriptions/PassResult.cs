namespace Po;

internal enum PassResult
{
    // Something was handled, or has to be looked at again at once.
    Worked,

    // What came before a failing message was handled and committed; the failing one is next.
    Isolated,

    Idle,

    // Another worker holds the position.
    StandingBy,

    // It is to stand still, as an operator or another worker has stored.
    Paused,
}
