using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

// The examples of docs/guides/evolution.md: what one release has stored is read by the next.
public class EvolutionGuideTests
{
    private static readonly StreamId Customer = new("customer", "7");

    private readonly InMemoryStore _store = new();

    [Fact]
    public async Task What_the_first_release_has_stored_is_read_by_the_second()
    {
        using (var first = await StartAsync(po => po
            .AddMessage<First.CustomerRegistered>("customer-registered")
            .AddMessage<First.CustomerUpdated>("customer-updated")
            .AddMessage<First.CustomerViewed>("customer-viewed")))
        {
            object[] messages =
            [
                new First.CustomerRegistered("Ada Lovelace"), new First.CustomerViewed(), new First.CustomerUpdated("Ada King", "London"),
                new First.CustomerUpdated(null, "Surrey"),
            ];
            await first.Po().AppendAsync(Customer, messages, cancellationToken: TestContext.Current.CancellationToken);
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        using var second = await StartAsync(po => Configure(po));
        var read = await second.Po().ReadAsync(Customer, cancellationToken: TestContext.Current.CancellationToken)
            .Select(message => message.Data).ToListAsync(TestContext.Current.CancellationToken);

        read.Should().Equal(
            new CustomerJoined("Ada", "Lovelace", "email"), new CustomerRenamed("Ada King"), new CustomerMoved("London"), new CustomerMoved("Surrey"));
    }

    [Fact]
    public async Task Bytes_that_are_no_JSON_are_read_by_their_serializer()
    {
        using var host = await StartAsync(po =>
        {
            #region bytes
            po.AddMessage("reading-taken", new ReadingSerializer())
                .AddMessage("passport-scanned", new BytesSerializer<PassportScanned>(scan => scan.Image, image => new(image), "image/png"));
            #endregion
        });

        await host.Po().AppendAsync(
            Customer, [new ReadingTaken(1.5), new PassportScanned(new byte[] { 1, 2 })], cancellationToken: TestContext.Current.CancellationToken);

        var read = await host.Po().ReadAsync(Customer, cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        read[0].Data.Should().Be(new ReadingTaken(1.5));
        read[1].Headers["content-type"].Should().Be("image/png");
    }

    [Fact]
    public async Task An_upcaster_of_records_reads_what_is_no_JSON()
    {
        var record = new NewRecord { Id = Guid.CreateVersion7(), Type = "reading-taken", Data = "2.5"u8.ToArray(), Time = DateTimeOffset.UnixEpoch };
        await _store.AppendAsync(new AppendRequest { Stream = Customer, Records = [record] }, TestContext.Current.CancellationToken);
        using var host = await StartAsync(po => po
            .AddMessage("reading-taken", new ReadingSerializer(), version: 2)
            .AddUpcaster(new TextToBinary()));

        (await host.Po().ReadAsync(Customer, cancellationToken: TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken))
            .Data.Should().Be(new ReadingTaken(2.5));
    }

    [Fact]
    public async Task A_subscription_passes_names_that_it_does_not_know_where_it_says_so()
    {
        var record = new NewRecord { Id = Guid.CreateVersion7(), Type = "somebody-elses", Data = "?"u8.ToArray(), Time = DateTimeOffset.UnixEpoch };
        await _store.AppendAsync(new AppendRequest { Stream = Customer, Records = [record] }, TestContext.Current.CancellationToken);
        using var host = await StartAsync(po =>
        {
            Configure(po);
            #region unknown
            po.AddSubscription(
                "names",
                "*",
                (_, _, _) => ValueTask.CompletedTask,
                options => options.OnUnknownMessage = UnknownMessagePolicy.Skip);
            #endregion
        });

        await host.Po().CaughtUpAsync("names");

        host.Po().Subscriptions["names"].Position.Should().Be(1);
    }

    [Theory]
    [InlineData("customer-registered", """{"name":"Ada Lovelace"}""")]
    [InlineData("customer-joined@2", """{"first":"Ada","last":"Lovelace"}""")]
    [InlineData("customer-joined@3", """{"first":"Ada","last":"Lovelace","channel":"email"}""")]
    public async Task Every_version_that_was_ever_stored_is_read(string type, string json)
    {
        await using var po = PoApplication.Create(builder => Configure(builder).Services.AddSingleton<IStore>(_store));
        var stored = new NewRecord { Id = Guid.CreateVersion7(), Type = type, Data = Encoding.UTF8.GetBytes(json), Time = DateTimeOffset.UtcNow };
        await _store.AppendAsync(new AppendRequest { Stream = Customer, Records = [stored] }, TestContext.Current.CancellationToken);

        var message = await po.ReadAsync(Customer, cancellationToken: TestContext.Current.CancellationToken)
            .SingleAsync(TestContext.Current.CancellationToken);

        message.Data.Should().Be(new CustomerJoined("Ada", "Lovelace", "email"));
    }

    private static IPoBuilder Configure(IPoBuilder po)
    {
        #region rename
        // The class was CustomerRegistered, and so was the message: what is stored under the old name is read, and nothing more is written under it.
        po.AddMessage<CustomerJoined>("customer-joined", version: 3, aliases: ["customer-registered"]);
        #endregion
        #region upcast
        po.AddUpcaster("customer-joined", fromVersion: 1, json =>
        {
            var names = ((string)json["name"]!).Split(' ', 2);
            return new JsonObject { ["first"] = names[0], ["last"] = names[1] };
        });
        po.AddUpcaster("customer-joined", fromVersion: 2, json =>
        {
            json["channel"] = "email";
            return json;
        });
        #endregion
        #region split
        po.AddMessage<CustomerRenamed>("customer-renamed")
            .AddMessage<CustomerMoved>("customer-moved")
            .AddSplittingUpcaster("customer-updated", fromVersion: 1, [new("customer-renamed", 1), new("customer-moved", 1)], SplitUpdate)
            .RetireMessage("customer-viewed");
        #endregion
        return po;
    }

    #region parts
    private static IEnumerable<JsonPart> SplitUpdate(JsonObject json)
    {
        if (json["name"] is { } name)
        {
            yield return new JsonPart("customer-renamed", 1, new JsonObject { ["name"] = name.DeepClone() });
        }

        if (json["city"] is { } city)
        {
            yield return new JsonPart("customer-moved", 1, new JsonObject { ["city"] = city.DeepClone() });
        }
    }

    #endregion

    private Task<IHost> StartAsync(Action<IPoBuilder> configure)
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<IStore>(_store);
        builder.Services.AddPo(configure);
        return builder.StartAsync();
    }

    private static class First
    {
        public sealed record CustomerRegistered(string Name);

        public sealed record CustomerUpdated(string? Name, string? City);

        public sealed record CustomerViewed;
    }

    private sealed record CustomerJoined(string First, string Last, string Channel);

    private sealed record CustomerRenamed(string Name);

    private sealed record CustomerMoved(string City);

    private sealed record ReadingTaken(double Value);

    private sealed record PassportScanned(ReadOnlyMemory<byte> Image);

    #region serializer
    private sealed class ReadingSerializer : IMessageSerializer<ReadingTaken>
    {
        public string ContentType => "application/vnd.example.reading";

        public void Write(ReadingTaken data, IBufferWriter<byte> output)
        {
            BitConverter.TryWriteBytes(output.GetSpan(sizeof(double)), data.Value);
            output.Advance(sizeof(double));
        }

        public ReadingTaken Read(ReadOnlySpan<byte> data) => new(BitConverter.ToDouble(data));
    }

    #endregion

    #region record
    // Version 1 was a number as text, stored without a content type.
    private sealed class TextToBinary : IUpcaster
    {
        public MessageVersion From => new("reading-taken", 1);

        public IReadOnlyList<MessageVersion> Into => [new("reading-taken", 2)];

        public IEnumerable<StoredMessage> Upcast(StoredMessage message)
        {
            var value = double.Parse(message.Data.Span, System.Globalization.CultureInfo.InvariantCulture);
            return [message with { Version = Into[0], Data = BitConverter.GetBytes(value), ContentType = "application/vnd.example.reading" }];
        }
    }

    #endregion
}
