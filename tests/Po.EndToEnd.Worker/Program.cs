using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using Po;
using Po.EndToEnd.Worker;

// Arguments: a connection string, the name of this process, and whether it listens for the others. Commands, one a line: "append" begins to append, "rest" ends that and
// is answered with "rested". The end of the input, which also comes when the test has died, ends the process.
var database = new NpgsqlConnectionStringBuilder(args[0]) { ApplicationName = args[1] };
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.AddSingleton(new WorkerName(args[1]));
builder.Services.AddPo(po =>
{
    po.UsePostgres(database.ConnectionString, options => options.Listen = bool.Parse(args[2]));
    po.Configure(options =>
    {
        // Small pages, so that the processes often compete for the next one.
        options.SubscriptionDefaults.PageSize = 20;
        options.SubscriptionDefaults.MinPollInterval = TimeSpan.FromMilliseconds(20);
        options.SubscriptionDefaults.MaxPollInterval = TimeSpan.FromMilliseconds(200);
        options.SubscriptionDefaults.RetryDelay = TimeSpan.FromMilliseconds(50);
        options.SubscriptionDefaults.MaxRetryDelay = TimeSpan.FromMilliseconds(500);
    });
    po.AddMessage<WorkDone>("work-done");
    po.AddMessage<WorkEchoed>("work-echoed");
    po.AddSubscription<LedgerHandler>("all", "*");
    po.AddSubscription<LedgerHandler>("group", "work");
    po.AddSubscription<LedgerHandler>("stream", "work-0");
    po.AddSubscription<EchoHandler>("echo", "work");
});

using var host = builder.Build();
await host.StartAsync();
Console.WriteLine("ready");

var appender = new Appender(host.Services.GetRequiredService<IPo>(), args[1]);
while (await Console.In.ReadLineAsync() is { } command)
{
    switch (command)
    {
        case "append":
            appender.Start();
            break;
        case "rest":
            await appender.RestAsync();
            Console.WriteLine("rested");
            break;
        default:
            throw new InvalidOperationException($"The command '{command}' is unknown.");
    }
}

await appender.RestAsync();
await host.StopAsync();
