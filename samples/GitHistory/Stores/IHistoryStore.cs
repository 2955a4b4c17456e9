using Po;

namespace GitHistory;

/// <summary>Where one run keeps its messages and read models.</summary>
internal interface IHistoryStore
{
    /// <summary>What messages to the user call it; without secrets.</summary>
    string Name { get; }

    /// <summary>Registers the store of the messages, and the read models beside it.</summary>
    void Register(IPoBuilder po);

    /// <summary>Makes it ready before the first worker starts; it may be ready already.</summary>
    ValueTask PrepareAsync(IServiceProvider services, CancellationToken cancellationToken);
}
