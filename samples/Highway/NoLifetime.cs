using Microsoft.Extensions.Hosting;

namespace Highway;

/// <summary>The program itself starts and stops the host and listens to signals.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
