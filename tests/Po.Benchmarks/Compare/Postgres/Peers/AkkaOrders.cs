using Akka.Actor;
using Akka.Persistence;

namespace Po.Benchmarks;

internal sealed class AkkaOrders : ReceivePersistentActor
{
    public const string Ready = "ready";

    public AkkaOrders(string persistenceId)
    {
        PersistenceId = persistenceId;
        Recover<OrderPlaced>(_ => { });

        // Answered when the actor has recovered: commands wait until then.
        Command<string>(ready => Sender.Tell(ready));
        Command<OrderPlaced>(order => Persist(order, _ => Sender.Tell(LastSequenceNr)));
    }

    public override string PersistenceId { get; }
}
