using Microsoft.Data.Sqlite;
using Po.Specification;

namespace Po.Sqlite.Tests.Migrations;

public sealed class SchemaTests : IAsyncDisposable
{
    private static readonly StreamId Stream = new("orders", "1");
    private readonly TestDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    public static TheoryData<string> ReadStatements =>
        [.. SqlFiles.Statements.Where(file => file.Value.Contains("FROM po_records", StringComparison.Ordinal)).Select(file => file.Key)];

    [Theory]
    [InlineData("UPDATE po_records SET data = x'00'")]
    [InlineData("UPDATE po_records SET number = number + 1")]
    [InlineData("DELETE FROM po_records")]
    [InlineData("DELETE FROM po_records WHERE number = 1")]
    [InlineData("UPDATE OR REPLACE po_records SET message_id = (SELECT message_id FROM po_records WHERE number = 1)")]
    public async Task Refuses_to_change_or_delete_records(string statement)
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(Stream, A.Records(2));
        var before = await store.ReadStreamAsync(Stream);

        await _database.Invoking(async database => await database.ExecuteAsync(statement))
            .Should().ThrowAsync<SqliteException>().WithMessage("*po_records holds facts*");

        (await store.ReadStreamAsync(Stream)).Ids().Should().Equal(before.Ids());
    }

    [Theory]
    [InlineData("stream", "''")]
    [InlineData("number", "0")]
    [InlineData("number", "'one'")]
    [InlineData("message_id", "x'00'")]
    [InlineData("data", "'text'")]
    [InlineData("message_type", "NULL")]
    public async Task Refuses_records_that_no_store_would_write(string column, string value)
    {
        await _database.OpenAsync();
        var values = new Dictionary<string, string>
        {
            ["stream"] = "'orders'",
            ["stream_group"] = "'orders'",
            ["number"] = "1",
            ["message_id"] = "randomblob(16)",
            ["message_type"] = "'order-placed'",
            ["data"] = "x''",
            ["recorded_at"] = "0",
        };
        string Insert() => $"INSERT INTO po_records ({string.Join(", ", values.Keys)}) VALUES ({string.Join(", ", values.Values)})";
        await _database.ExecuteAsync(Insert());

        values["stream"] = values["stream_group"] = "'other'";
        values[column] = value;

        await _database.Invoking(async database => await database.ExecuteAsync(Insert())).Should().ThrowAsync<SqliteException>();
    }

    [Theory]
    [MemberData(nameof(ReadStatements))]
    public async Task Reads_records_by_an_index_and_in_its_order(string name)
    {
        await _database.OpenAsync();
        await using var connection = await _database.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + SqlFiles.Statements[name];
        foreach (var parameter in new[] { "@stream", "@stream_group", "@from", "@count", "@message_id", "@global_number", "@types" })
        {
            command.Parameters.AddWithValue(parameter, parameter == "@types" ? "[1]" : 1);
        }

        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            plan.Add(reader.GetString(3));
        }

        plan.Should().Contain(step => step.StartsWith("SEARCH po_records USING") || step.StartsWith("SEARCH probe USING"));
        plan.Should().NotContain(step => step.Contains("TEMP B-TREE") || step.StartsWith("SCAN po_records"));
    }

    [Fact]
    public async Task Never_gives_a_global_number_twice()
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(Stream, A.Records(3));

        await _database.ExecuteAsync("DROP TRIGGER po_records_refuse_delete; DELETE FROM po_records WHERE number = 3");

        (await store.AppendAsync(Stream, A.Record())).GlobalNumbers.Should().Equal(4);
    }
}
