using Npgsql;
using Po.Specification;

namespace Po.Postgres.Tests;

public class FindRecordTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    // Every command with an id looks for it: planning that anew each time takes longer than the look.
    [Fact]
    public async Task The_look_for_an_id_is_a_prepared_statement()
    {
        var record = A.Record();
        await Store.AppendAsync(Stream, record);
        await using var transaction = await Store.BeginAsync(Token);
        var driver = (NpgsqlTransaction)await transaction.GetDbTransactionAsync(Token);

        (await transaction.FindRecordAsync(record.Id, Token))!.Id.Should().Be(record.Id);
        (await transaction.FindRecordAsync(Guid.CreateVersion7(), Token)).Should().BeNull();

        await using var count = new NpgsqlCommand(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%WHERE message_id = $1'", driver.Connection, driver);
        (await count.ExecuteScalarAsync(Token)).Should().Be(1L);
    }
}
