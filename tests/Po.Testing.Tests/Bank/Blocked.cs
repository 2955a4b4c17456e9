namespace Po.Testing.Tests;

// Of no use as a message: what it is made with is not what it shows, so nothing can be made of what was written.
internal sealed class Blocked(int days)
{
    public int Hours { get; } = days * 24;
}
