using Po;

namespace Highway;

/// <summary>Compares what is in the streams with what the subscribers have written; over all runs on this database.</summary>
internal sealed class ProofReader(IPo po, IPoAdmin admin, IStore store, IHighwayStore tables)
{
    private const string Passages =
        "SELECT global_number, count(*) FROM highway_passages WHERE subscriber = @subscriber GROUP BY global_number";

    public async Task<HighwayProof> ReadAsync(CancellationToken cancellationToken)
    {
        var last = new Dictionary<StreamId, long>();
        var holes = new HashSet<StreamId>();
        var messages = new List<(long GlobalNumber, StreamId Car, object Data)>();
        await foreach (var message in po.ReadAsync(new StreamId(HighwayMessages.Cars), cancellationToken: cancellationToken))
        {
            if (message.Number != last.GetValueOrDefault(message.Stream) + 1)
            {
                holes.Add(message.Stream);
            }

            last[message.Stream] = message.Number;
            messages.Add((message.GlobalNumber, message.Stream, message.Data));
        }

        var stored = (await admin.ListAsync(cancellationToken)).ToDictionary(subscription => subscription.Id);
        await using var open = await tables.OpenToReadAsync(store, cancellationToken);
        var proofs = new List<SubscriberProof>();
        foreach (var subscriber in HighwaySubscribers.All)
        {
            var expected = messages.Where(message => subscriber.Counts(message.Data)).ToDictionary(message => message.GlobalNumber, message => message.Car);
            var counted = await open.ReadAsync(
                Passages, row => (GlobalNumber: row.GetInt64(0), Times: row.GetInt64(1)), cancellationToken, ("subscriber", subscriber.Id));
            var founded = counted.Count(row => expected.ContainsKey(row.GlobalNumber));
            proofs.Add(new SubscriberProof
            {
                Subscriber = subscriber.Id,
                Cars = expected.Values.Distinct().Count(),
                Expected = expected.Count,
                Counted = counted.Count,
                Missing = expected.Count - founded,
                Doubled = counted.Sum(row => row.Times - 1),
                Unfounded = counted.Count - founded,
                Total = await open.FindAsync(subscriber.TotalQuery, cancellationToken) ?? 0,
                Parked = stored.GetValueOrDefault(subscriber.Id)?.ParkedMessages ?? 0,
            });
        }

        return new HighwayProof(last.Count, messages.Count, [.. holes.Select(stream => stream.ToString())], proofs);
    }
}
