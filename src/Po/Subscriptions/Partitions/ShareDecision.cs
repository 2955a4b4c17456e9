namespace Po;

// What a process may do about one partition.
internal enum ShareDecision
{
    // Others work on it, or have a right to.
    Leave,

    // It is free, and this process has less than its share.
    Take,

    // This process has nothing, and another more than one.
    TakeOver,

    Keep,

    // This process has more than its share.
    Release,
}
