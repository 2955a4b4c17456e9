namespace Po;

// Carries the place of a handler's failure to the loop's edge; never leaves the engine.
internal sealed class HandlerFailedException(Record record, int handledBefore, Exception cause)
    : Exception(cause.Message, cause)
{
    public Record Record { get; } = record;

    // How many messages of the same transaction were handled before it, and are rolled back with it.
    public int HandledBefore { get; } = handledBefore;
}
