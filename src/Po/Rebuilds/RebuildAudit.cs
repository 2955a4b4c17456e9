using System.Globalization;

namespace Po;

// The entry of a switch, by which everybody knows that a target is live.
internal static class RebuildAudit
{
    private const int PageSize = 500;

    public static AuditEntry Create(RebuildPlan plan, long from, long to, long parked, DateTimeOffset time) => new()
    {
        Time = time,
        SubscriptionId = plan.SubscriptionId,
        Action = AuditAction.Rebuild,
        Actor = "application",
        Detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix(plan.Target)}its position is {to}, it was {from}{(parked > 0 ? $"; {parked} parked messages are part of it" : "")}."),
    };

    public static async ValueTask<bool> ContainsAsync(IStore store, RebuildPlan plan, CancellationToken cancellationToken)
    {
        var prefix = Prefix(plan.Target);
        var before = long.MaxValue;
        IReadOnlyList<AuditEntry> page;
        do
        {
            page = await store.ReadAuditAsync(plan.SubscriptionId, before, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
            {
                if (entry.Action is AuditAction.Rebuild && entry.Detail.StartsWith(prefix, StringComparison.Ordinal))
                {
                    return true;
                }

                before = entry.Number;
            }
        }
        while (page.Count == PageSize);
        return false;
    }

    // Quotes are doubled, so that no target begins like another one.
    private static string Prefix(string target) => $"Target '{target.Replace("'", "''", StringComparison.Ordinal)}': ";
}
