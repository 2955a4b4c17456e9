namespace Po.Specification;

/// <summary>What is read, by which of the groups, by which of the types, and which way: the arguments of tests about filters.</summary>
public static class FilterCases
{
    /// <summary>All of them.</summary>
    public static TheoryData<string, string, string, ReadDirection> All
    {
        get
        {
            var filters = new TheoryData<string, string, string, ReadDirection>();
            foreach (var direction in Enum.GetValues<ReadDirection>())
            {
                foreach (var types in new[] { "0", "1", "02", "012" })
                {
                    filters.Add("stream", "", types, direction);
                    filters.Add("group", "", types, direction);
                    filters.Add("all", "0", types, direction);
                    filters.Add("all", "021", types, direction);
                }

                filters.Add("all", "1", "", direction);
                filters.Add("all", "02", "", direction);
            }

            return filters;
        }
    }
}
