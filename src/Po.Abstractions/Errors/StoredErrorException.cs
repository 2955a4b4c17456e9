namespace Po;

/// <summary>An error that another process, or an earlier life of this one, has stored about a subscription; what is left of it is its text.</summary>
/// <param name="error">The text.</param>
public sealed class StoredErrorException(string error) : PoException(error);
