using System.Text;

namespace Po.Sqlite;

// Finds where the records of several groups are, without reading them. Not thread safe.
internal sealed class GroupNumbers(StoreConnection connection)
{
    private Statement Forward => field ??= connection.Prepare("find_group_forward", "@stream_group", "@from", "@count");

    private Statement Backward => field ??= connection.Prepare("find_group_backward", "@stream_group", "@from", "@count");

    private Statement TypesForward => field ??= connection.Prepare("find_group_types_forward", "@stream_group", "@from", "@types", "@count");

    private Statement TypesBackward => field ??= connection.Prepare("find_group_types_backward", "@stream_group", "@from", "@types", "@count");

    /// <summary>The global numbers of a page, in its direction, and one more if there is one.</summary>
    public IEnumerable<long> Find(IReadOnlyList<string> groups, PageRequest page)
    {
        var forward = page.Direction is ReadDirection.Forward;
        var found = new List<long>();
        foreach (var group in groups)
        {
            Find(group, page, found);
        }

        found.Sort();
        if (!forward)
        {
            found.Reverse();
        }

        // A group that is named twice is read once.
        return found.Distinct().Take(page.MaxCount < int.MaxValue ? page.MaxCount + 1 : page.MaxCount);
    }

    private void Find(string group, PageRequest page, List<long> found)
    {
        var statement = (page.Direction, page.Types) switch
        {
            (ReadDirection.Forward, null) => Forward,
            (ReadDirection.Forward, _) => TypesForward,
            (_, null) => Backward,
            _ => TypesBackward,
        };
        statement.BindText(1, Encoding.UTF8.GetBytes(group));
        statement.Bind(2, page.From);
        RecordReader.BindLast(statement, 3, page);

        try
        {
            while (statement.Step())
            {
                found.Add(statement.GetInt64(0));
            }
        }
        finally
        {
            statement.Reset();
        }
    }
}
