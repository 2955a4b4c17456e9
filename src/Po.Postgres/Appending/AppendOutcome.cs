using Npgsql;

namespace Po.Postgres;

/// <summary>What became of one append of a batch that was committed.</summary>
/// <param name="Stored">Where its records are; null if it did not fit its stream, and nothing of it was stored.</param>
internal readonly record struct AppendOutcome(AppendResult? Stored)
{
    /// <summary>Reads the answer to append.sql or append_one.sql, to its end.</summary>
    /// <param name="reader">At the first row.</param>
    /// <param name="items">What was sent.</param>
    /// <param name="cancellationToken">Asks the server to give up.</param>
    /// <returns>What became of each append.</returns>
    public static async ValueTask<AppendOutcome[]> ReadAsync(
        NpgsqlDataReader reader, AppendItem[] items, CancellationToken cancellationToken)
    {
        // Rows come in the order of the records; where one is missing its whole append was refused.
        var outcomes = new AppendOutcome[items.Length];
        var hasRow = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        for (var append = 0; hasRow && append < items.Length; append++)
        {
            var request = items[append].Request;
            if (reader.GetGuid(0) != request.Records[0].Id)
            {
                continue;
            }

            var globalNumbers = new long[request.Records.Count];
            var last = 0L;
            for (var i = 0; i < globalNumbers.Length; i++)
            {
                last = reader.GetInt64(1);
                globalNumbers[i] = reader.GetInt64(2);
                hasRow = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            outcomes[append] = new AppendOutcome(
                new AppendResult { Stream = request.Stream, LastNumber = last, GlobalNumbers = globalNumbers });
        }

        // The rows come before the commit: only the end of the answer says that it has succeeded.
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        return outcomes;
    }
}
