using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Npgsql;

namespace Po.Chaos;

/// <summary>
/// A process that appends and subscribes. Commands, one a line: <c>append</c> begins to append, <c>rest</c> ends that and is answered with
/// <c>rested</c> and the bytes of all objects that are still in use, <c>hold</c> keeps the next message of a subscription for so many milliseconds, <c>jump</c> sets the clock by so many
/// seconds. The end of the input, which also comes when whoever has started it has died, ends the process; so does SIGTERM.
/// </summary>
internal static class WorkerProgram
{
    public static async Task<int> RunAsync(string text)
    {
        var settings = WorkerSettings.Read(text);
        var clock = new WorkerClock(settings.ClockSpeed);
        using var host = Build(settings, clock);
        await host.StartAsync();
        var appender = new Appender(host.Services.GetRequiredService<IPo>(), settings);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        Tell.Line($"ready");
        _ = Task.Run(() => ObeyAsync(appender, host.Services.GetRequiredService<HandlerOrders>(), clock, lifetime));

        // Appends under way end with the process that asks for them, as in an application whose requests are drained first.
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStopping.Register(() => stopping.TrySetResult());
        await stopping.Task;
        await appender.RestAsync();
        await host.StopAsync();
        return 0;
    }

    private static async Task ObeyAsync(Appender appender, HandlerOrders orders, WorkerClock clock, IHostApplicationLifetime lifetime)
    {
        while (await Console.In.ReadLineAsync() is { } command)
        {
            switch (command.Split(' '))
            {
                case ["append"]:
                    appender.Start();
                    break;
                case ["rest"]:
                    await appender.RestAsync();
                    Tell.Line($"rested {GC.GetTotalMemory(forceFullCollection: true)}");
                    break;
                case ["hold", var subscription, var milliseconds]:
                    orders.Hold(subscription, TimeSpan.FromMilliseconds(int.Parse(milliseconds)));
                    break;
                case ["jump", var seconds]:
                    clock.Jump(TimeSpan.FromSeconds(int.Parse(seconds)));
                    break;
                default:
                    throw new InvalidOperationException($"The command '{command}' is unknown.");
            }
        }

        lifetime.StopApplication();
    }

    private static IHost Build(WorkerSettings settings, WorkerClock clock)
    {
        var database = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { ApplicationName = settings.Name, MaxPoolSize = 12 };
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<HandlerOrders>();
        builder.Services.AddPo(po => Configure(po, settings, database.ConnectionString));
        return builder.Build();
    }

    private static void Configure(IPoBuilder po, WorkerSettings settings, string connectionString)
    {
        po.UsePostgres(connectionString, options =>
        {
            options.Listen = settings.Listens;
            options.IdleTransactionTimeout = TimeSpan.FromMilliseconds(settings.IdleTransactionMilliseconds);
            options.HeldBackWarning = TimeSpan.FromMilliseconds(settings.HeldBackMilliseconds);
        });
        po.Configure(options =>
        {
            // Small pages, so that the processes often compete for the next one.
            options.SubscriptionDefaults.PageSize = settings.PageSize;
            options.SubscriptionDefaults.MinPollInterval = TimeSpan.FromMilliseconds(20);
            options.SubscriptionDefaults.MaxPollInterval = TimeSpan.FromMilliseconds(settings.MaxPollMilliseconds);
            options.SubscriptionDefaults.RetryDelay = TimeSpan.FromMilliseconds(50);
            options.SubscriptionDefaults.MaxRetryDelay = TimeSpan.FromMilliseconds(500);
            options.SubscriptionDefaults.GraceTime = TimeSpan.FromMilliseconds(settings.GraceMilliseconds);
        });
        po.AddMessage<WorkDone>("work-done");
        po.AddMessage<WorkEchoed>("work-echoed");
        if (settings.Subscribes)
        {
            po.AddSubscription<LedgerHandler>("all", "*");
            po.AddSubscription<LedgerHandler>("group", "work");
            po.AddSubscription<LedgerHandler>("stream", "work-0");
            po.AddSubscription<EchoHandler>("echo", "work");
            if (settings.Partitions > 0)
            {
                po.AddSubscription<SplitHandler>(SplitHandler.Subscription, "work", options => options.Partitions = settings.Partitions);
            }

            if (settings.LeaseMilliseconds > 0)
            {
                po.AddSubscription<EffectHandler>(EffectHandler.Subscription, "work", options =>
                {
                    options.Mode = SubscriptionMode.Detached;
                    options.LeaseTime = TimeSpan.FromMilliseconds(settings.LeaseMilliseconds);
                });
            }
        }
    }
}
