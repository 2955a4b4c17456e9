namespace Po;

/// <summary>Which way a read goes.</summary>
public enum ReadDirection
{
    /// <summary>From the first message to the last.</summary>
    Forward,

    /// <summary>From the last message to the first.</summary>
    Backward,
}
