namespace Po;

// What becomes of a transaction that the engine ends itself. As long as it is open, and for ever if it is rolled back, nothing of it is stored.
internal sealed class CallOutcome
{
    private volatile bool _isStored;

    public bool IsStored => _isStored;

    public void Confirm() => _isStored = true;
}
