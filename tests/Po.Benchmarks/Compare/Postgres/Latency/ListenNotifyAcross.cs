using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Po.Benchmarks;

// From NOTIFY on a kept connection of this process to the notification on a kept connection of another one: what PostgreSQL and the driver
// need to wake a process that has been waiting.
internal sealed class ListenNotifyAcross(PlainPostgres plain, OtherProcess listener) : ISide
{
    public const string Channel = "bench";

    private int _number;

    public static async Task<ISide> CreateAsync()
    {
        var plain = await PlainPostgres.CreateAsync(1);
        return new ListenNotifyAcross(plain, await OtherProcess.StartAsync(ListenerCommand.Name, plain.ConnectionString));
    }

    public static NpgsqlCommand CreateNotify(NpgsqlConnection connection, string channel) => new("SELECT pg_notify($1, $2)", connection)
    {
        Parameters = { new NpgsqlParameter<string> { TypedValue = channel }, new NpgsqlParameter<string> { TypedValue = "" } },
    };

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        await using var sending = await plain.DataSource.OpenConnectionAsync(cancellationToken);
        await using var notify = CreateNotify(sending, Channel);
        await notify.PrepareAsync(cancellationToken);
        return await Paced.RunAsync(plan, async _ =>
        {
            var number = ++_number;
            notify.Parameters[1].Value = number.ToString(CultureInfo.InvariantCulture);
            var started = Stopwatch.GetTimestamp();
            await notify.ExecuteNonQueryAsync(cancellationToken);
            return Stopwatch.GetElapsedTime(started, await listener.WhenHeardAsync(number, cancellationToken));
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        await plain.DisposeAsync();
    }
}
