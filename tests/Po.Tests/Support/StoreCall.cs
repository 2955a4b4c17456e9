namespace Po.Tests;

public enum StoreCall
{
    Initialize,
    Begin,
    BeginWithPage,
    Append,
    ReadStream,
    ReadGlobal,
    ReadLastNumber,
    ReadHorizon,
    ReadPosition,
    DeletePosition,
    LockPosition,
    SetPosition,
    Commit,
    ReadSnapshot,
    SaveSnapshot,
    DeleteSnapshot,
}
