using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting.Tests;

// The example of docs/guides/failures.md.
public class FailuresGuideTests
{
    private static readonly StreamId Bad = new("order", "bad");
    private static readonly StreamId Good = new("order", "good");

    [Fact]
    public async Task A_failing_order_waits_while_others_go_on_and_is_printed_once_it_is_replayed()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<Printer>();
        #region options
        builder.Services.AddPo(po => po
            .AddMessage<OrderPlaced>("order-placed")
            .AddSubscription<InvoicePrinter>("invoices", "order", options =>
            {
                options.MaxAttempts = 3;
                options.HandlerTimeout = TimeSpan.FromSeconds(20);
                options.PermanentExceptions.Add(nameof(InvalidAddressException));
                options.OnFailure = FailurePolicy.ParkStream;
            }));
        #endregion
        using var host = await builder.StartAsync();
        var (po, admin) = (host.Po(), host.Services.GetRequiredService<IPoAdmin>());
        var printer = host.Services.GetRequiredService<Printer>();

        await po.AppendAsync(Bad, [new OrderPlaced(""), new OrderPlaced("Road 2")], cancellationToken: TestContext.Current.CancellationToken);
        await po.AppendAsync(Good, new OrderPlaced("Road 3"), cancellationToken: TestContext.Current.CancellationToken);
        await po.CaughtUpAsync("invoices");
        var parked = await admin.ReadParkedAsync("invoices", cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        parked.Select(message => (message.GlobalNumber, message.Error)).Should().Equal(
            (1L, "InvalidAddressException: There is no address."), (2L, null));
        printer.Calls.Should().Be(2, "no further attempt helps an address");
        printer.Printed.Should().Equal("Road 3");

        printer.IsMended = true;
        await ReplayAsync(admin, Bad, TestContext.Current.CancellationToken);
        await printer.All.Task.WithinAsync("what was parked to be printed");
        printer.Printed.Should().Equal("Road 3", "somewhere", "Road 2");
    }

    #region replay
    private static async Task ReplayAsync(IPoAdmin admin, StreamId order, CancellationToken cancellationToken)
    {
        await foreach (var message in admin.ReadParkedAsync("invoices", order, cancellationToken))
        {
            Console.WriteLine($"{message.GlobalNumber}, parked at {message.ParkedAt:u}: {message.Error ?? "waits behind an earlier one"}");
        }

        await admin.ReplayParkedAsync("invoices", order, "The address book is mended.", cancellationToken);
    }

    #endregion

    private sealed record OrderPlaced(string Address);

    private sealed class InvalidAddressException(string message) : Exception(message);

    private sealed class Printer
    {
        public List<string> Printed { get; } = [];

        public int Calls { get; private set; }

        public bool IsMended { get; set; }

        public TaskCompletionSource All { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Print(string address)
        {
            Calls++;
            Printed.Add(address.Length > 0 ? address : IsMended ? "somewhere" : throw new InvalidAddressException("There is no address."));
            if (Printed.Count == 3)
            {
                All.SetResult();
            }
        }
    }

    private sealed class InvoicePrinter(Printer printer) : IHandler<OrderPlaced>
    {
        public ValueTask HandleAsync(Message<OrderPlaced> message, CancellationToken cancellationToken)
        {
            printer.Print(message.Data.Address);
            return ValueTask.CompletedTask;
        }
    }
}
