using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

// The examples of docs/guides/detached.md.
public class DetachedGuideTests
{
    private static readonly StreamId Order = new("order", "1");

    [Fact]
    public async Task A_receiver_remembers_keys_and_refuses_lower_epochs()
    {
        var (store, carrier) = (new InMemoryStore(), new Carrier());
        using (var first = await StartAsync(store, carrier))
        {
            await first.Po().AppendAsync(Order, new OrderPaid("Road 1"), cancellationToken: TestContext.Current.CancellationToken);
            await first.Po().CaughtUpAsync("parcels");
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        using var second = await StartAsync(store, carrier);
        await second.Po().AppendAsync(Order, new OrderPaid("Road 2"), cancellationToken: TestContext.Current.CancellationToken);
        await second.Po().CaughtUpAsync("parcels");

        carrier.Send("parcels/2", 2, "Road 2");
        var late = () => carrier.Send("parcels/2", 1, "Road 2");
        late.Should().Throw<InvalidOperationException>("a worker of epoch 1 has lost its lease");
        carrier.Parcels.Should().Equal("Road 1", "Road 2");
    }

    private static Task<IHost> StartAsync(InMemoryStore store, Carrier carrier)
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<IStore>(store).AddSingleton(carrier);
        #region options
        builder.Services.AddPo(po => po
            .AddMessage<OrderPaid>("order-paid")
            .AddSubscription<ParcelSender>("parcels", "order", options =>
            {
                options.Mode = SubscriptionMode.Detached;
                options.LeaseTime = TimeSpan.FromSeconds(30);
                options.HandlerTimeout = TimeSpan.FromMinutes(5);
            }));
        #endregion
        return builder.StartAsync();
    }

    private sealed record OrderPaid(string Address);

    #region handler
    private sealed class ParcelSender(Carrier carrier, ISubscriptionContext context) : IHandler<OrderPaid>
    {
        public ValueTask HandleAsync(Message<OrderPaid> message, CancellationToken cancellationToken)
        {
            carrier.Send($"{context.SubscriptionId}/{message.GlobalNumber}", context.Epoch, message.Data.Address);
            return ValueTask.CompletedTask;
        }
    }

    #endregion

    #region receiver
    private sealed class Carrier
    {
        private readonly Lock _gate = new();
        private readonly HashSet<string> _keys = [];
        private long _greatestEpoch;

        public List<string> Parcels { get; } = [];

        public void Send(string key, long epoch, string address)
        {
            lock (_gate)
            {
                if (epoch < _greatestEpoch)
                {
                    throw new InvalidOperationException($"Epoch {epoch} is over: {_greatestEpoch} was here.");
                }

                _greatestEpoch = epoch;
                if (_keys.Add(key))
                {
                    Parcels.Add(address);
                }
            }
        }
    }

    #endregion
}
