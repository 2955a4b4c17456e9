namespace Po.Testing.Tests;

// Of no use as a message: it is written whole and read back empty.
internal sealed class Vanished
{
    public static Vanished Of(string what) => new() { What = what };

    public string What { get; private set; } = "";
}
