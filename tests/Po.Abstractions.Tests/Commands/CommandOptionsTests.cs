namespace Po.Abstractions.Tests;

public sealed class CommandOptionsTests
{
    [Fact]
    public void Refuse_an_id_that_names_nothing()
    {
        var empty = () => new CommandOptions { Id = Guid.Empty };

        empty.Should().Throw<ArgumentException>().WithMessage("*null*");
        new CommandOptions { Id = null }.Id.Should().BeNull();
    }
}
