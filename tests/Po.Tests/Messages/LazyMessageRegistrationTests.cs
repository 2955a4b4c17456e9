namespace Po.Tests;

public class LazyMessageRegistrationTests
{
    private int _made;

    [Fact]
    public void Is_made_with_the_first_message_and_once()
    {
        var registry = new MessageRegistry([Lazily(3, _ => MessageRegistration.Create("added", TestJson.Default.Added))]);
        _made.Should().Be(0);

        var stored = registry.Serialize(new Added(1));
        var read = registry.Deserialize(stored.Type, stored.Data.Span);

        read.Should().Be(new Added(1));
        _made.Should().Be(1);
    }

    [Fact]
    public void Is_made_with_the_index_that_it_was_registered_with()
    {
        var index = 0;
        var registry = new MessageRegistry([Lazily(3, given =>
        {
            index = given;
            return MessageRegistration.Create("added", TestJson.Default.Added);
        })]);

        registry.Serialize(new Added(1));

        index.Should().Be(3);
    }

    [Fact]
    public void Refuses_what_is_made_under_another_name()
    {
        var registry = new MessageRegistry([Lazily(0, _ => MessageRegistration.Create("another", TestJson.Default.Added))]);

        var serialize = () => registry.Serialize(new Added(1));

        serialize.Should().Throw<PoConfigurationException>().WithMessage("*as 'added'*");
    }

    private MessageRegistration Lazily(int index, Func<int, MessageRegistration> create) => MessageRegistration.CreateLazily(
        typeof(Added),
        "added",
        given =>
        {
            _made++;
            return create(given);
        },
        index);
}
