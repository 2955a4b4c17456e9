using Microsoft.Extensions.DependencyInjection;
using Po;

namespace GitHistory;

/// <summary>Keeps nothing beyond the run.</summary>
internal sealed class MemoryHistoryStore : IHistoryStore
{
    public string Name => "store in memory";

    public void Register(IPoBuilder po)
    {
        po.UseInMemory();
        po.Services.AddSingleton<MemoryReadModel>();
        po.Services.AddSingleton<IReadModel>(services => services.GetRequiredService<MemoryReadModel>());
        po.Services.AddSingleton<IHistoryView>(services => services.GetRequiredService<MemoryReadModel>());
    }

    public ValueTask PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
