namespace Po.Sqlite.Tests.Connections;

public sealed class StatementTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Refuses_to_bind_by_names_that_the_file_does_not_have_there()
    {
        await _database.OpenAsync();
        var connection = await _database.ConnectAsync();

        var swapped = () => Statement.Prepare(connection.Handle!, "read_stream_forward", "@from", "@stream", "@count");
        var missing = () => Statement.Prepare(connection.Handle!, "read_stream_forward", "@stream", "@from");

        swapped.Should().Throw<InvalidOperationException>().WithMessage("*is not @from*");
        missing.Should().Throw<InvalidOperationException>().WithMessage("*does not have 2 parameters*");
    }
}
