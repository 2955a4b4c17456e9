using Po;

namespace Evolution.V3;

internal sealed class MemberCard
    : IMemberCard, IHandler<MemberJoined>, IHandler<MemberRenamed>, IHandler<MemberMoved>, IHandler<BookBorrowed>
{
    private readonly List<string> _books = [];
    private string _name = "";
    private string _address = "";

    public string Text => $"{_name}, {_address}; {string.Join(", ", _books)}";

    public ValueTask HandleAsync(Message<MemberJoined> message, CancellationToken cancellationToken)
    {
        (_name, _address) = (message.Data.Name, message.Data.Address);
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(Message<MemberRenamed> message, CancellationToken cancellationToken)
    {
        _name = message.Data.Name;
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(Message<MemberMoved> message, CancellationToken cancellationToken)
    {
        _address = message.Data.Address;
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(Message<BookBorrowed> message, CancellationToken cancellationToken)
    {
        _books.Add($"{message.Data.Book.Title} ({message.Data.Book.Language}, {message.Data.Weeks} weeks)");
        return ValueTask.CompletedTask;
    }
}
