using System.CommandLine;
using Npgsql;

namespace Po.Benchmarks;

// The other process of latency-cross-process-plain: listens, and reads the page that holds what it was told of, each on a kept connection.
internal static class ReaderCommand
{
    public const string Name = "reader";

    public static Command Create() => OtherProcess.CreateCommand(Name, RunAsync);

    private static async Task<int> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = PostgresBench.Open(connectionString);
        await using var listening = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var reading = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var page = PlainPostgresRead.CreateCommand(reading);
        await page.PrepareAsync(cancellationToken);
        await ListenNotify.ListenAsync(listening, ListenNotifyAcross.Channel, cancellationToken);

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync(listening, page, stopping.Token);
        await OtherProcess.StayAsync(cancellationToken);
        await stopping.CancelAsync();
        await following;
        return 0;
    }

    private static async Task FollowAsync(NpgsqlConnection listening, NpgsqlCommand page, CancellationToken stopping)
    {
        try
        {
            for (var position = 0L; ;)
            {
                await listening.WaitAsync(stopping);
                (var rows, position) = await PlainPostgresRead.ReadPageAsync(page, position, deserialize: true, stopping);
                if (rows > 0)
                {
                    OtherProcess.Hear(position);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
