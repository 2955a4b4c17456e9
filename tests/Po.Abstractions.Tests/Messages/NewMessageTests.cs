namespace Po.Tests;

public sealed class NewMessageTests
{
    [Fact]
    public void An_empty_id_is_refused_and_says_what_to_do()
    {
        var empty = () => new NewMessage("data") { Id = Guid.Empty };

        empty.Should().Throw<ArgumentException>().WithMessage("*name one, or leave it null*");
    }

    [Fact]
    public void An_id_is_kept_and_none_is_none()
    {
        var id = Guid.NewGuid();

        new NewMessage("data") { Id = id }.Id.Should().Be(id);
        new NewMessage("data").Id.Should().BeNull();
        (new NewMessage("data") { Id = id } with { Id = null }).Id.Should().BeNull();
    }
}
