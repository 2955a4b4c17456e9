namespace Po.Generators;

// The rules of the registry for the names that are stored.
internal static class WireNames
{
    private const int MaxLength = 200;

    /// <summary>What is wrong with a name, as the end of a sentence; null if nothing is.</summary>
    public static string? Fault(string name) => name switch
    {
        "" => "is empty",
        { Length: > MaxLength } => $"is longer than {MaxLength} characters",
        _ when name.IndexOf('@') >= 0 => "holds an '@', which sets the version apart where it is stored",
        _ when name.Any(char.IsControl) => "holds a control character",
        _ => null,
    };
}
