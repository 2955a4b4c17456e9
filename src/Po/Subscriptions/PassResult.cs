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

    // It has got to where it is to stop.
    AtStop,

    // The subscription is split otherwise than this worker was made for.
    Relaid,

    // It is to stand still, as an operator or another worker has stored.
    Paused,
}
