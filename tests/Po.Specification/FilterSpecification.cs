namespace Po.Specification;

/// <summary>A read by global numbers returns, of several groups or of some types, exactly what matches.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class FilterSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private const int Rounds = 12;
    private static readonly string[] AllTypes = ["opened", "größer", "closed"];

    private string[] Groups => [Group, $"{Group}x", $"{Group}y"];

    [Theory]
    [MemberData(nameof(FilterCases.All), MemberType = typeof(FilterCases))]
    public async Task Reads_exactly_what_matches(string kind, string groups, string types, ReadDirection direction)
    {
        var appended = await AppendAsync();
        var filter = new PageRequest { Groups = Pick(Groups, groups), Types = Pick(AllTypes, types), Direction = direction };
        var expected = Expected(appended, kind, filter);
        foreach (var pageSize in new[] { 1, 3, expected.Count - 1, expected.Count, expected.Count + 1, 1_000 })
        {
            var read = await ReadAllAsync(Source(kind), filter with { MaxCount = Math.Max(1, pageSize) });

            read.Ids().Should().Equal(expected.Ids(), "a page of {0} loses and adds nothing", pageSize);
        }

        await using var transaction = await BeginAsync();
        var inside = await transaction.ReadGlobalAsync(Source(kind), filter with { From = direction is ReadDirection.Forward ? 1 : long.MaxValue });
        inside.Records.Ids().Should().Equal(expected.Ids());
    }

    [Theory]
    [MemberData(nameof(FilterCases.All), MemberType = typeof(FilterCases))]
    public async Task Says_that_there_is_more_only_if_another_record_matches(string kind, string groups, string types, ReadDirection direction)
    {
        var appended = await AppendAsync();
        var filter = new PageRequest
        {
            Groups = Pick(Groups, groups),
            Types = Pick(AllTypes, types),
            Direction = direction,
            From = direction is ReadDirection.Forward ? 1 : long.MaxValue,
        };
        var expected = Expected(appended, kind, filter);

        for (var count = 1; count <= expected.Count + 1; count++)
        {
            var byCount = await Store.ReadGlobalAsync(Source(kind), filter with { MaxCount = count });
            byCount.Records.Ids().Should().Equal(expected.Take(count).Ids());
            byCount.HasMore.Should().Be(count < expected.Count);

            // Each has 10 bytes.
            var byBytes = await Store.ReadGlobalAsync(Source(kind), filter with { MaxBytes = (count * 10) - 5 });
            byBytes.Records.Ids().Should().Equal(expected.Take(count).Ids());
            byBytes.HasMore.Should().Be(count < expected.Count);
            if (direction is ReadDirection.Forward)
            {
                byBytes.Position.Should().Be(byBytes.HasMore ? byBytes.Records[^1].GlobalNumber : byBytes.Horizon);
                byCount.Position.Should().Be(byCount.HasMore ? byCount.Records[^1].GlobalNumber : byCount.Horizon);
            }
        }
    }

    [Theory]
    [MemberData(nameof(FilterCases.All), MemberType = typeof(FilterCases))]
    public async Task Starts_at_a_global_number_itself_included(string kind, string groups, string types, ReadDirection direction)
    {
        var appended = await AppendAsync();
        var filter = new PageRequest { Groups = Pick(Groups, groups), Types = Pick(AllTypes, types), Direction = direction };
        var expected = Expected(appended, kind, filter);
        foreach (var from in new[] { expected[1].GlobalNumber, expected[1].GlobalNumber + 1, expected[^1].GlobalNumber, expected[^1].GlobalNumber - 1 })
        {
            var read = await Store.ReadGlobalAsync(Source(kind), filter with { From = from });

            read.Records.Ids().Should().Equal(expected
                .Where(record => direction is ReadDirection.Forward ? record.GlobalNumber >= from : record.GlobalNumber <= from)
                .Ids());
        }
    }

    [Fact]
    public async Task Moves_the_position_to_the_horizon_where_nothing_matches()
    {
        var last = (await AppendAsync())[^1].GlobalNumber;
        foreach (var (source, filter) in new (StreamId, PageRequest)[]
        {
            (Stream, new PageRequest { Types = ["never"] }),
            (new StreamId(Group), new PageRequest { Types = ["never", "ever"] }),
            (StreamId.All, new PageRequest { Types = [$"never-{Group}"] }),
            (StreamId.All, new PageRequest { Groups = [$"{Group}z"] }),
            (StreamId.All, new PageRequest { Groups = [Group, $"{Group}z"], Types = ["never"] }),
        })
        {
            var read = await Store.ReadGlobalAsync(source, filter);

            read.Records.Should().BeEmpty();
            read.HasMore.Should().BeFalse();
            read.Position.Should().Be(read.Horizon).And.BeGreaterThanOrEqualTo(last);

            var far = read.Horizon + 1_000_000;
            (await Store.ReadGlobalAsync(source, filter with { From = far })).Position.Should().Be(far - 1, "it never moves back");
        }
    }

    [Fact]
    public async Task Sees_what_its_own_transaction_has_appended()
    {
        await using var transaction = await BeginAsync();
        await transaction.AppendAsync(Stream, A.Record() with { Type = "opened" }, A.Record() with { Type = "closed" });
        var filter = new PageRequest { Groups = [Group], Types = ["closed"] };

        (await transaction.ReadGlobalAsync(StreamId.All, filter)).Records.Numbers().Should().Equal(2);
        (await transaction.ReadGlobalAsync(Stream, filter with { Groups = null })).Records.Numbers().Should().Equal(2);
        (await Store.ReadGlobalAsync(StreamId.All, filter)).Records.Should().BeEmpty("it is not committed");
    }

    [Theory]
    [MemberData(nameof(A.Texts), MemberType = typeof(A))]
    public async Task Compares_types_to_the_letter(string type)
    {
        var last = await Store.AppendAsync(
            Stream, A.Record() with { Type = type }, A.Record() with { Type = $"{type}x" }, A.Record() with { Type = $"{type} " }, A.Record() with { Type = "*" });
        await Store.HorizonReachesAsync(last.LastGlobalNumber);

        (await Store.ReadGlobalAsync(Stream, new PageRequest { Types = [type] })).Records.Numbers().Should().Equal(1);
        (await Store.ReadGlobalAsync(StreamId.All, new PageRequest { Groups = [Group], Types = ["*", type] })).Records.Numbers().Should().Equal(1, 4);
    }

    [Fact]
    public async Task Reads_every_version_of_a_type_whose_name_ends_in_the_mark_of_versions()
    {
        string[] types = ["moved", "moved@2", "moved@17", "moved@", "removed@2", "moved-out@2", "moved@2@3", "@", "@2", "a@b"];
        var last = await Store.AppendAsync(Stream, [.. types.Select(type => A.Record() with { Type = type })]);
        await Store.HorizonReachesAsync(last.LastGlobalNumber);

        foreach (var (filter, expected) in new (string[], long[])[]
        {
            (["moved@"], [2, 3, 4, 7]),
            (["moved", "moved@"], [1, 2, 3, 4, 7]),
            (["moved@2"], [2]),
            (["@"], [8, 9]),
            (["moved"], [1]),
        })
        {
            foreach (var (source, groups) in new (StreamId, string[]?)[] { (Stream, null), (new StreamId(Group), null), (StreamId.All, [Group]), (StreamId.All, [Group, "none"]) })
            {
                foreach (var direction in Enum.GetValues<ReadDirection>())
                {
                    var page = new PageRequest
                    {
                        Types = filter,
                        Groups = groups,
                        Direction = direction,
                        From = direction is ReadDirection.Forward ? 1 : long.MaxValue,
                    };

                    (await Store.ReadGlobalAsync(source, page)).Records.Numbers().Order().Should().Equal(expected, "{0} of {1} was asked for", filter, source);
                }
            }
        }
    }

    [Fact]
    public async Task Reads_many_groups_at_once()
    {
        var groups = Enumerable.Range(0, 40).Select(i => $"{Group}n{i}").ToList();
        var appended = new List<AppendResult>();
        foreach (var group in groups.Concat(groups))
        {
            appended.Add(await Store.AppendAsync(new StreamId(group), A.Record()));
        }

        await Store.HorizonReachesAsync(appended[^1].LastGlobalNumber);
        var read = await ReadAllAsync(StreamId.All, new PageRequest { Groups = groups, MaxCount = 7 });

        read.Select(record => record.GlobalNumber).Should().Equal(appended.Select(result => result.LastGlobalNumber));
    }

    [Fact]
    public async Task Refuses_what_cannot_be_meant()
    {
        await using var transaction = await BeginAsync();
        foreach (var reader in new IRecordReader[] { Store, transaction })
        {
            foreach (var (source, filter, why) in new (StreamId, PageRequest, string)[]
            {
                (StreamId.All, new PageRequest { Groups = [] }, "it reads nothing"),
                (StreamId.All, new PageRequest { Types = [] }, "it reads nothing"),
                (Stream, new PageRequest { Types = [] }, "it reads nothing"),
                (Stream, new PageRequest { Groups = [Group] }, "a stream is of one group"),
                (new StreamId(Group), new PageRequest { Groups = [Group] }, "a group is one group"),
            })
            {
                await FluentActions.Awaiting(async () => await reader.ReadGlobalAsync(source, filter)).Should().ThrowAsync<ArgumentException>(why);
            }

            foreach (var filter in new[] { new PageRequest { Groups = [Group] }, new PageRequest { Types = ["opened"] } })
            {
                await FluentActions.Awaiting(async () => await reader.ReadStreamAsync(Stream, filter))
                    .Should().ThrowAsync<ArgumentException>("a stream is read by its numbers as a whole");
            }
        }
    }

    private static string[]? Pick(string[] from, string indexes) =>
        indexes.Length == 0 ? null : [.. indexes.Select(index => from[index - '0'])];

    private StreamId Source(string kind) => kind switch
    {
        "stream" => Stream,
        "group" => new StreamId(Group),
        _ => StreamId.All,
    };

    // What others append at the same time is of other groups; types alone would match it, so a read of all is always one of groups, too.
    private List<Record> Expected(List<Record> appended, string kind, PageRequest filter)
    {
        var matching = appended.Where(record =>
            Source(kind).Includes(record.Stream)
            && filter.Groups?.Contains(record.Stream.Group) != false
            && filter.Types?.Contains(record.Type) != false);
        return [.. filter.Direction is ReadDirection.Forward ? matching : matching.Reverse()];
    }

    // Types and groups in turn, neither in step with the other, and two streams in each group.
    private async Task<List<Record>> AppendAsync()
    {
        var appended = new List<Record>();
        for (var i = 0; i < Rounds * AllTypes.Length; i++)
        {
            var stream = new StreamId(Groups[i / 2 % 3], i % 4 < 3 ? "1" : "2");
            var record = A.Record(new byte[10]) with { Type = AllTypes[i * 7 / 4 % 3] };
            var result = await Store.AppendAsync(stream, record);
            appended.Add(new Record
            {
                Id = record.Id,
                Stream = stream,
                Number = result.LastNumber,
                GlobalNumber = result.LastGlobalNumber,
                Type = record.Type,
                Data = record.Data,
                Headers = record.Headers,
                Time = record.Time,
            });
        }

        await Store.HorizonReachesAsync(appended[^1].GlobalNumber);
        return appended;
    }

    private async Task<List<Record>> ReadAllAsync(StreamId source, PageRequest filter)
    {
        var forward = filter.Direction is ReadDirection.Forward;
        var records = new List<Record>();
        var from = forward ? 1 : long.MaxValue;
        while (true)
        {
            var page = await Store.ReadGlobalAsync(source, filter with { From = from });
            records.AddRange(page.Records);
            if (!page.HasMore)
            {
                return records;
            }

            from = forward ? page.Position + 1 : page.Records[^1].GlobalNumber - 1;
        }
    }
}
