using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Generators.Tests;

public class IdenticalRecordTests
{
    private static readonly IUpcaster[] Upcasters = [new UnchangedTexts(1), new UnchangedTexts(2)];

    private static readonly MessageRegistry Generated = new(StoredCatalogue.Registrations, Upcasters);

    private static readonly MessageRegistry Reflected = new(
        [.. StoredCatalogue.Registrations.Select(registration => MessageRegistration.Create(registration.DataType, JsonSerializerOptions.Web))],
        Upcasters);

    [Fact]
    public void Data_is_the_same_to_the_byte_with_and_without_reflection() => StoredMessageGen.Any.Sample(data =>
    {
        var generated = Generated.Serialize(data);
        var reflected = Reflected.Serialize(data);

        generated.Type.Should().Be(reflected.Type);
        generated.Data.ToArray().Should().Equal(reflected.Data.ToArray());
    });

    [Fact]
    public void Each_reads_what_the_other_has_written() => StoredMessageGen.Any.Sample(data =>
    {
        var generated = Generated.Serialize(data);
        var reflected = Reflected.Serialize(data);

        Generated.Serialize(Generated.Deserialize(reflected.Type, reflected.Data.Span)).Data.ToArray().Should().Equal(reflected.Data.ToArray());
        Reflected.Serialize(Reflected.Deserialize(generated.Type, generated.Data.Span)).Data.ToArray().Should().Equal(generated.Data.ToArray());
    });

    [Fact]
    public async Task Records_are_the_same_in_the_store()
    {
        var data = StoredMessageGen.Any.Array[200].Single();

        var generated = await StoreAsync(Generated, data);
        var reflected = await StoreAsync(Reflected, data);

        generated.Should().Equal(reflected).And.HaveCount(data.Length);
    }

    private static async Task<List<(string Type, string Data, string Headers)>> StoreAsync(MessageRegistry registry, object[] data)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var broker = new Broker(new ChannelProtocol(), TimeProvider.System, NullLoggerFactory.Instance);
        var store = new InMemoryStore();
        await using var po = new PoEngine(store, registry, broker);
        await po.AppendAsync(new StreamId("messages", "1"), data, cancellationToken: cancellationToken);
        var page = await store.ReadGlobalAsync(StreamId.All, new PageRequest(), cancellationToken);
        return [.. page.Records.Select(record => (record.Type, Convert.ToHexString(record.Data.Span), Convert.ToHexString(record.Headers.Span)))];
    }

    private sealed class UnchangedTexts(int version) : IUpcaster
    {
        public MessageVersion From => new("texts", version);

        public IReadOnlyList<MessageVersion> Into => [new("texts", version + 1)];

        public IEnumerable<StoredMessage> Upcast(StoredMessage message) => [message with { Version = Into[0] }];
    }
}
