using System.Globalization;

namespace Po;

// The entry of a switch, by which everybody knows that a target is live.
internal static class RebuildAudit
{
    public static AuditEntry Create(PoEngine engine, RebuildPlan plan, long from, long to, long parked) => engine.Audit(
        plan.SubscriptionId,
        AuditAction.Rebuild,
        "application",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix(plan.Target)}its position is {to}, it was {from}{(parked > 0 ? $"; {parked} parked messages are part of it" : "")}."));

    public static async ValueTask<bool> ContainsAsync(PoEngine engine, RebuildPlan plan, CancellationToken cancellationToken)
    {
        var prefix = Prefix(plan.Target);
        await foreach (var entry in new PoAdmin(engine).ReadAuditAsync(plan.SubscriptionId, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Action is AuditAction.Rebuild && entry.Detail.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // Quotes are doubled, so that no target begins like another one.
    private static string Prefix(string target) => $"Target '{target.Replace("'", "''", StringComparison.Ordinal)}': ";
}
