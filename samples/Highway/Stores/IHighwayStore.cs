using Po;

namespace Highway;

/// <summary>Where the messages and the tables of the subscribers are kept.</summary>
internal interface IHighwayStore
{
    /// <summary>What messages to the user call it; without secrets.</summary>
    string Name { get; }

    /// <summary>What becomes of what a frozen worker holds, in a sentence.</summary>
    string WhenFrozen { get; }

    /// <summary>Registers the store of the messages.</summary>
    void Register(IPoBuilder po);

    /// <summary>Creates the tables of the subscribers; they may be there already.</summary>
    ValueTask PrepareAsync(IStore store, CancellationToken cancellationToken);

    /// <summary>Opens the tables to read what is committed, without keeping anybody from writing.</summary>
    ValueTask<Tables> OpenToReadAsync(IStore store, CancellationToken cancellationToken);
}
