namespace Po.Postgres;

// The server has become a standby, or a pooler leads to one: another server has taken over and will answer soon.
internal sealed class StandbyException(string store, Exception? innerException = null)
    : InvalidOperationException(
        $"The server of store {store} is a standby, where transactions that have not ended yet cannot be seen; records are read from "
        + "the primary only. Connect to the primary (Target Session Attributes=primary).",
        innerException);
