using Po;

namespace Evolution.V1;

internal sealed class MemberCard : IMemberCard, IHandler<MemberRegistered>, IHandler<ProfileChanged>, IHandler<BookBorrowed>
{
    private readonly List<string> _books = [];
    private string _name = "";
    private string _address = "";

    public string Text => $"{_name}, {_address}; {string.Join(", ", _books)}";

    public ValueTask HandleAsync(Message<MemberRegistered> message, CancellationToken cancellationToken)
    {
        (_name, _address) = (message.Data.Name, message.Data.Address);
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(Message<ProfileChanged> message, CancellationToken cancellationToken)
    {
        _name = message.Data.Name ?? _name;
        _address = message.Data.Address ?? _address;
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(Message<BookBorrowed> message, CancellationToken cancellationToken)
    {
        _books.Add(message.Data.Title);
        return ValueTask.CompletedTask;
    }
}
