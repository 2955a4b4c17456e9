using System.Security.Cryptography;

namespace Po.Specification;

/// <summary>What goes in comes out: bytes, text, identities and times.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class RoundTripSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Keeps_every_member_of_a_record()
    {
        var record = A.Record("""{"total":12}""") with
        {
            Type = "order-placed",
            Headers = """{"tenant":"blue"}"""u8.ToArray(),
            CorrelationId = "4bf92f3577b34da6a3ce929d0e0e4736",
            CausationId = "0190163d-8694-739b-aea5-966c26f8ad91",
        };

        var result = await Store.AppendAsync(Stream, record);

        var expected = new
        {
            record.Id,
            Stream,
            Number = 1,
            GlobalNumber = result.LastGlobalNumber,
            record.Type,
            record.CorrelationId,
            record.CausationId,
            record.Time,
        };
        foreach (var stored in await ReadEachWayAsync(result))
        {
            stored.Should().BeEquivalentTo(expected);
            stored.Data.ToArray().Should().Equal(record.Data.ToArray());
            stored.Headers.ToArray().Should().Equal(record.Headers.ToArray());
        }
    }

    [Fact]
    public async Task Keeps_what_is_missing_apart_from_what_is_empty()
    {
        var result = await Store.AppendAsync(
            Stream, A.Record(""), A.Record() with { CorrelationId = "", CausationId = "", Headers = "{}"u8.ToArray() });

        var stored = await Store.ReadToAsync(Stream, result.LastGlobalNumber);
        stored[0].Should().BeEquivalentTo(new { CorrelationId = (string?)null, CausationId = (string?)null });
        stored[0].Data.Length.Should().Be(0);
        stored[0].Headers.Length.Should().Be(0);
        stored[1].Should().BeEquivalentTo(new { CorrelationId = "", CausationId = "" });
        stored[1].Headers.ToArray().Should().Equal("{}"u8.ToArray());
    }

    [Fact]
    public async Task Keeps_any_bytes_because_it_never_looks_into_them()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        byte[] spaced = [.. """{ "b": 1,  "a": 2, "a": 3 }"""u8];
        var large = RandomNumberGenerator.GetBytes(1024 * 1024);

        var result = await Store.AppendAsync(
            Stream,
            A.Record(all) with { Headers = all },
            A.Record(spaced) with { Headers = spaced },
            A.Record(large) with { Headers = large.AsMemory(0, 16 * 1024) });

        foreach (var stored in new[] { await Store.ReadStreamAsync(Stream), await Store.ReadToAsync(Stream, result.LastGlobalNumber) })
        {
            stored.Select(record => record.Data.ToArray().AsSpan().SequenceEqual(
                record.Number == 1 ? all : record.Number == 2 ? spaced : large)).Should().Equal(true, true, true);
            stored[0].Headers.ToArray().Should().Equal(all);
            stored[1].Headers.ToArray().Should().Equal(spaced);
            stored[2].Headers.ToArray().Should().Equal(large[..(16 * 1024)]);
        }
    }

    [Fact]
    public async Task Keeps_what_was_appended_when_the_caller_uses_its_buffer_again()
    {
        byte[] data = [1, 2, 3];
        byte[] headers = [4, 5, 6];

        await Store.AppendAsync(Stream, A.Record(data) with { Headers = headers });
        data.AsSpan().Clear();
        headers.AsSpan().Clear();

        var stored = (await Store.ReadStreamAsync(Stream)).Should().ContainSingle().Which;
        stored.Data.ToArray().Should().Equal(1, 2, 3);
        stored.Headers.ToArray().Should().Equal(4, 5, 6);
    }

    [Theory]
    [MemberData(nameof(A.Texts), MemberType = typeof(A))]
    public async Task Keeps_any_text(string text)
    {
        var record = A.Record(text) with { Type = text, CorrelationId = text, CausationId = text };

        var result = await Store.AppendAsync(Stream, record);

        foreach (var stored in await ReadEachWayAsync(result))
        {
            stored.Should().BeEquivalentTo(new { Type = text, CorrelationId = text, CausationId = text });
            stored.Text().Should().Be(text);
        }
    }

    [Theory]
    [MemberData(nameof(A.Texts), MemberType = typeof(A))]
    public async Task Keeps_any_stream_id(string text)
    {
        var entity = new StreamId(Group, text);
        var group = new StreamId(Group + text.Replace('-', '~'));

        var first = await Store.AppendAsync(entity, A.Record());
        var second = await Store.AppendAsync(group, A.Record());

        first.Stream.Should().Be(entity);
        (await Store.ReadStreamAsync(entity)).Should().ContainSingle().Which.Stream.Should().Be(entity);
        (await Store.ReadToAsync(entity, first.LastGlobalNumber)).Should().ContainSingle().Which.Stream.Should().Be(entity);
        (await Store.ReadStreamAsync(group)).Should().ContainSingle().Which.Stream.Should().Be(group);
        (await Store.ReadToAsync(group, second.LastGlobalNumber)).Should().ContainSingle().Which.Stream.Should().Be(group);
    }

    [Fact]
    public async Task Keeps_streams_apart_that_look_alike()
    {
        string[] entities = ["a", "A", "a ", " a", "a-", "a-b", "a_", "a%", "ä", "a\u0308", "ａ", "aa", "1", "01", "1.0"];

        foreach (var entity in entities)
        {
            await Store.AppendAsync(new StreamId(Group, entity), ExpectedNumber.NoStream, A.Record(entity));
        }

        foreach (var entity in entities)
        {
            (await Store.ReadStreamAsync(new StreamId(Group, entity))).Should().ContainSingle().Which.Text().Should().Be(entity);
        }
    }

    [Fact]
    public async Task Keeps_the_longest_stream_ids()
    {
        var longEntity = new StreamId(Group, new string('e', StreamId.MaxBytes - Group.Length - 1));
        var longGroup = new StreamId(Group + new string('g', StreamId.MaxBytes - Group.Length));
        var wide = new StreamId(Group, string.Concat(Enumerable.Repeat("👍", (StreamId.MaxBytes - Group.Length - 1) / 4)));

        foreach (var stream in new[] { longEntity, longGroup, wide })
        {
            await Store.AppendAsync(stream, A.Record());
            (await Store.ReadStreamAsync(stream)).Should().ContainSingle().Which.Stream.Should().Be(stream);
        }
    }

    [Fact]
    public async Task Keeps_times_to_the_microsecond_in_utc()
    {
        DateTimeOffset[] times =
        [
            new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2)).AddMicroseconds(1),
            new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(1)).AddMicroseconds(999_999),
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddMicroseconds(-1),
            new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999),
        ];

        await Store.AppendAsync(Stream, [.. times.Select(time => A.Record() with { Time = time })]);

        var stored = await Store.ReadStreamAsync(Stream);
        stored.Select(record => record.Time.UtcTicks).Should().Equal(times.Select(time => time.UtcTicks));
        stored.Should().OnlyContain(record => record.Time.Offset == TimeSpan.Zero);
    }

    [Fact]
    public async Task Drops_of_a_time_less_than_a_microsecond()
    {
        var time = A.Time.AddTicks(7);

        await Store.AppendAsync(Stream, A.Record() with { Time = time });

        var stored = (await Store.ReadStreamAsync(Stream)).Should().ContainSingle().Which;
        stored.Time.Should().BeCloseTo(time, TimeSpan.FromMicroseconds(1));
        (stored.Time.UtcTicks % TimeSpan.TicksPerMicrosecond).Should().Be(0);
    }

    [Fact]
    public async Task Keeps_any_message_id()
    {
        Guid[] ids =
        [
            Guid.NewGuid(), Guid.CreateVersion7(), new(RandomNumberGenerator.GetBytes(16)),
        ];

        await Store.AppendAsync(Stream, [.. ids.Select(id => A.Record() with { Id = id })]);

        (await Store.ReadStreamAsync(Stream)).Ids().Should().Equal(ids);
    }

    // The same record by number and by global number, forward and backward.
    private async Task<Record[]> ReadEachWayAsync(AppendResult result)
    {
        await Store.HorizonReachesAsync(result.LastGlobalNumber);
        var backward = new PageRequest { Direction = ReadDirection.Backward, From = long.MaxValue };
        IReadOnlyList<Record>[] reads =
        [
            await Store.ReadStreamAsync(result.Stream),
            await Store.ReadStreamAsync(result.Stream, backward),
            (await Store.ReadGlobalAsync(result.Stream)).Records,
            (await Store.ReadGlobalAsync(result.Stream, backward)).Records,
            (await Store.ReadGlobalAsync(new StreamId(result.Stream.Group))).Records,
            (await Store.ReadGlobalAsync(new StreamId(result.Stream.Group), backward)).Records,
        ];
        return [.. reads.Select(records => records.Should().ContainSingle().Which)];
    }
}
