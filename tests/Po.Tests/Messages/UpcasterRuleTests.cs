using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

// What is refused when the application starts, and by which sentence.
public class UpcasterRuleTests
{
    public static TheoryData<string, string> Refusals => new()
    {
        { "gap", "Version 3 of 'added' is known, but nothing leads on from version 2, which may be stored. Add it: AddUpcaster(\"added\", 2, json => …)." },
        { "none", "Version 2 of 'added' is known, but nothing leads on from version 1, which may be stored. Add it: AddUpcaster(\"added\", 1, json => …)." },
        { "gap of a retired type", "Version 2 of 'gone' is known, but nothing leads on from version 1, which may be stored. Add it: AddUpcaster(\"gone\", 1, json => …)." },
        { "twice", "There are two upcasters from version 1 of 'added': keep one of them." },
        { "twice by an alias", "There are two upcasters from version 1 of 'added': keep one of them." },
        { "from today", "There is an upcaster from version 1 of 'added', but Po.Tests.Added is registered as version 1: register it as version 2." },
        { "into nothing", "The upcaster from version 1 of 'gone' leads to version 1 of 'nowhere', which is not registered. Register it: AddMessage<T>(\"nowhere\"), or lead on from there." },
        { "into a newer version", "The upcaster from version 1 of 'gone' leads to version 2 of 'added', but Po.Tests.Added is registered as version 1." },
        { "circle", "The upcasters lead round in circles: version 1 of 'gone' is turned into itself again." },
        { "circle of two", "The upcasters lead round in circles: version 1 of 'gone' is turned into itself again." },
        { "into no version", "Po.Tests.UpcasterRuleTests+Fixed leads to version 0 of '', which is no version of any message." },
        { "from no name", "Po.Tests.UpcasterRuleTests+Fixed leads on from version 0 of '', which is no version of any message." },
        { "no version", "Po.JsonUpcaster leads on from version 0 of 'added', which is no version of any message." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_registry_refuses_what_could_not_be_read(string what, string why)
    {
        var build = () => A.Registry(po => Configure(what, po));

        build.Should().Throw<PoConfigurationException>().WithMessage(why.Replace("*", "\\*", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_upcaster_may_be_there_twice()
    {
        var upcaster = new Fixed(new("added", 1), new MessageVersion("added", 2));

        A.Registry(po => po.AddMessage<Added>("added", version: 2).AddUpcaster(upcaster).AddUpcaster(upcaster)).Should().NotBeNull();
    }

    [Fact]
    public void A_long_chain_is_read()
    {
        var registry = A.Registry(po =>
        {
            po.AddMessage<Added>("added", version: 200);
            for (var version = 1; version < 200; version++)
            {
                po.AddUpcaster("added", version, json =>
                {
                    json["value"] = (int)json["value"]! + 1;
                    return json;
                });
            }
        });

        registry.ToMessages(A.Record("added", """{"value":1}""")).Only!.Data.Should().Be(new Added(200));
        registry.ToMessages(A.Record("added@150", """{"value":1}""")).Only!.Data.Should().Be(new Added(51));
    }

    [Fact]
    public void Arguments_that_mean_nothing_are_refused()
    {
        var builder = new TestBuilder();
        foreach (var add in new Action[]
        {
            () => builder.AddUpcaster("", 1, json => json),
            () => builder.AddUpcaster("added", 0, json => json),
            () => builder.AddSplittingUpcaster("added", 0, [], _ => []),
            () => builder.RetireMessage("added", 0),
            () => new JsonPart("", 1, []).ToString(),
            () => new JsonPart("added", 0, []).ToString(),
        })
        {
            add.Should().Throw<ArgumentException>();
        }
    }

    private static void Configure(string what, IPoBuilder po) => _ = what switch
    {
        "gap" => po.AddMessage<Added>("added", version: 3).AddUpcaster("added", 1, json => json),
        "none" => po.AddMessage<Added>("added", version: 2),
        "gap of a retired type" => po.AddUpcaster(new Fixed(new("gone", 2))),
        "twice" => po.AddMessage<Added>("added", version: 2).AddUpcaster("added", 1, json => json).AddUpcaster("added", 1, json => json),
        "twice by an alias" => po.AddMessage<Added>("added", version: 2, aliases: ["put-in"])
            .AddUpcaster("added", 1, json => json).AddUpcaster("put-in", 1, json => json),
        "from today" => po.AddMessage<Added>("added").AddUpcaster("added", 1, json => json),
        "into nothing" => po.AddUpcaster(new Fixed(new("gone", 1), new MessageVersion("nowhere", 1))),
        "into a newer version" => po.AddMessage<Added>("added").AddUpcaster(new Fixed(new("gone", 1), new MessageVersion("added", 2))),
        "circle" => po.AddUpcaster(new Fixed(new("gone", 1), new MessageVersion("gone", 1))),
        "circle of two" => po
            .AddUpcaster(new Fixed(new("gone", 1), new MessageVersion("lost", 1))).AddUpcaster(new Fixed(new("lost", 1), new MessageVersion("gone", 1))),
        "into no version" => po.AddUpcaster(new Fixed(new("gone", 1), default(MessageVersion))),
        "from no name" => po.AddUpcaster(new Fixed(default, new MessageVersion("gone", 1))),
        _ => po.AddUpcaster(new JsonUpcaster(new("added", 0), [], _ => [])),
    };

    private sealed class Fixed(MessageVersion from, params MessageVersion[] into) : IUpcaster
    {
        public MessageVersion From { get; } = from;

        public IReadOnlyList<MessageVersion> Into { get; } = into;

        public IEnumerable<StoredMessage> Upcast(StoredMessage message) => Into.Select(version => message with { Version = version });
    }
}
