using System.ComponentModel;
using Microsoft.Extensions.Configuration;

namespace Po.Tests;

public sealed class StreamIdTypeConverterTests
{
    private readonly TypeConverter _converter = TypeDescriptor.GetConverter(typeof(StreamId));

    [Fact]
    public void Converts_from_and_to_text()
    {
        _converter.CanConvertFrom(typeof(string)).Should().BeTrue();
        _converter.CanConvertFrom(typeof(int)).Should().BeFalse();
        _converter.ConvertFromInvariantString("orders-1").Should().Be(new StreamId("orders", "1"));
        _converter.ConvertToInvariantString(new StreamId("orders", "1")).Should().Be("orders-1");
    }

    [Fact]
    public void Refuses_what_is_no_stream_id()
    {
        FluentActions.Invoking(() => _converter.ConvertFromInvariantString("-1")).Should().Throw<FormatException>()
            .WithMessage("A stream id needs a group before the first '-'.");
        FluentActions.Invoking(() => _converter.ConvertFrom(1)).Should().Throw<NotSupportedException>();
        FluentActions.Invoking(() => _converter.ConvertTo(new StreamId("orders"), typeof(int))).Should().Throw<NotSupportedException>();
    }

    [Fact]
    public void Binds_from_configuration()
    {
        var configuration = Configure(("Source", "orders-a b"), ("Others:0", "*"), ("Others:1", "50%off"));

        var bound = configuration.Get<Options>();

        bound.Should().BeEquivalentTo(new Options
        {
            Source = new StreamId("orders", "a b"),
            Others = [StreamId.All, new StreamId("50%off")],
        });
    }

    [Fact]
    public void Says_which_rule_a_configured_text_breaks() =>
        FluentActions.Invoking(() => Configure(("Source", "-1")).Get<Options>()).Should().Throw<InvalidOperationException>()
            .WithInnerException<FormatException>().WithMessage("A stream id needs a group before the first '-'.");

    private static IConfiguration Configure(params (string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();

    private sealed class Options
    {
        public StreamId Source { get; set; }

        public StreamId[] Others { get; set; } = [];
    }
}
