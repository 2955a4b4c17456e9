namespace Po.Tests;

// Data that a handler could change.
[Message("basket")]
public sealed class Basket
{
    public List<string> Lines { get; set; } = [];
}
