#region readme
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Po;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddPo(po => po
    .UseInMemory()
    .AddMessage<Greeted>("greeted")
    .AddSubscription<Printer>("printer", "messages"));
using var host = builder.Build();
await host.StartAsync();

var po = host.Services.GetRequiredService<IPo>();
await po.AppendAsync(
    StreamId.Parse("messages"), [new Greeted("Hello, world!"), new Greeted("Hi there!"), new Greeted("Good morning!")]);
await po.AppendAsync(StreamId.Parse("messages-german"), new Greeted("Hallo Welt!"));

await po.Subscriptions["printer"].WhenCaughtUpAsync();
await host.StopAsync();

internal sealed record Greeted(string Greeting);

internal sealed class Printer : IHandler<Greeted>
{
    public ValueTask HandleAsync(Message<Greeted> message, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{message.Number}/{message.GlobalNumber} {message.Stream}: {message.Data.Greeting}");
        return ValueTask.CompletedTask;
    }
}
#endregion
