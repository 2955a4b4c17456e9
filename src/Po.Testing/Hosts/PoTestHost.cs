using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Po.Testing;

/// <summary>A host with the services of the application and its real workers, on the in-memory store, whose clock goes on only when the test lets it.</summary>
/// <remarks>
/// <para>Workers, retries, failure policies, leases and health checks are those of production: only the stores, the clock and what carries nudges are
/// replaced, in every store that the application has added. No configuration file is read and nothing is logged unless the test adds it.</para>
/// <para><see cref="DrainAsync"/> lets time pass only while everybody waits for it. On a machine that stalls a worker may find its timer later on the clock; what is
/// handled, how often and in which order does not depend on that.</para>
/// </remarks>
public sealed class PoTestHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestServices _services;
    private readonly TimeDriver _driver;
    private int _isDisposed;

    private PoTestHost(IHost host, TestServices services, TimeDriver driver)
    {
        (_host, _services, _driver) = (host, services, driver);
        services.Faults.Subscriptions = () => services.Stores(host.Services).SelectMany(store => store.Po.Subscriptions.Values);
    }

    /// <summary>The services of the application.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The default store of the application. One with a name is found in <see cref="Services"/>.</summary>
    public IPo Po => _host.Services.GetRequiredService<IPo>();

    /// <summary>The clock of the host, which stands still. A test may let it go on by itself, too.</summary>
    /// <remarks>With an <see cref="FakeTimeProvider.AutoAdvanceAmount"/> it goes on whenever anybody reads it, the host included.</remarks>
    public FakeTimeProvider Time => _services.Clock;

    /// <summary>Makes the stores and the workers fail to order.</summary>
    public PoTestFaults Faults => _services.Faults;

    /// <summary>Builds and starts a host.</summary>
    /// <param name="configure">Adds what the application adds in its <c>Program.cs</c>: <c>builder => builder.Services.AddPo(…)</c>.</param>
    /// <param name="options">How the host works; the defaults if null.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The host, whose workers run; to be disposed of.</returns>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="InvalidOperationException">The application has not called <c>AddPo</c>.</exception>
    public static async Task<PoTestHost> StartAsync(
        Action<IHostApplicationBuilder> configure, PoTestHostOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        options ??= new PoTestHostOptions();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.ConfigureContainer(new DefaultServiceProviderFactory(
            new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }));
        configure(builder);
        var services = TestServices.Replace(builder.Services, options);
        var host = new PoTestHost(
            builder.Build(), services, new TimeDriver(services.Clock, services.Pulse, services.Runs, options));
        try
        {
            await host.PassTimeUntilAsync(host._host.StartAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            // What has kept it from starting is what the test is to hear of.
            await host.EndAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets time pass until every subscription has handled everything that is stored, what handlers append meanwhile included.</summary>
    /// <remarks>
    /// When it returns every position is at the end of its store, no handler is at work and no attempt is due. Handlers that fail are tried again, after
    /// their back-off on the clock of the host, until they succeed or their subscription gives up as its options say.
    /// </remarks>
    /// <param name="allowPaused">Whether a subscription may be paused when it returns; it fails otherwise, with the error of the subscription.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PoTestException">A subscription is paused; or not everything was handled within the limits, and the message says what is stuck.</exception>
    public async Task DrainAsync(bool allowPaused = false, CancellationToken cancellationToken = default)
    {
        using var goal = new DrainGoal(_services.Stores(Services), _services.Runs, _services.Pulse, _services.Clock);
        await _driver.DriveAsync(goal, cancellationToken).ConfigureAwait(false);
        if (goal.Paused.Count > 0 && !allowPaused)
        {
            throw new PoTestException(
                string.Join(
                    "\n  ",
                    [
                        "A subscription is paused, so not everything was handled (allowPaused lets a test go on):",
                        .. goal.Paused.Select(paused => $"'{paused.Id}': {paused.Error.GetType().Name}: {paused.Error.Message}"),
                    ]),
                goal.Paused[0].Error);
        }
    }

    /// <summary>Lets time pass until a task has ended, and awaits it.</summary>
    /// <remarks>For whatever waits on the clock: a command that meets a conflict, a call that waits for a subscription, a rebuild, work of the application.</remarks>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PoTestException">It has not ended within the limits.</exception>
    public async Task PassTimeUntilAsync(Task task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        await _driver.DriveAsync(new TaskGoal(task, isImpatient: false), cancellationToken).ConfigureAwait(false);
        await task.ConfigureAwait(false);
    }

    /// <inheritdoc cref="PassTimeUntilAsync(Task, CancellationToken)"/>
    /// <typeparam name="T">What the task returns.</typeparam>
    /// <returns>What the task has returned.</returns>
    public async Task<T> PassTimeUntilAsync<T>(Task<T> task, CancellationToken cancellationToken = default)
    {
        await PassTimeUntilAsync((Task)task, cancellationToken).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <summary>Stops the host as in production: workers end their message in flight, for their grace time at most, which passes on the clock of the host.</summary>
    /// <remarks>Everything is disposed of whatever fails meanwhile; then the first failure is thrown. Safe to repeat.</remarks>
    /// <exception cref="PoTestException">It has not stopped within the limits.</exception>
    public async ValueTask DisposeAsync()
    {
        if (await EndAsync().ConfigureAwait(false) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async ValueTask<Exception?> EndAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return null;
        }

        var stopping = await FailureOfAsync(() => _host.StopAsync()).ConfigureAwait(false);
        var disposing = await FailureOfAsync(() => ((IAsyncDisposable)_host).DisposeAsync().AsTask()).ConfigureAwait(false);
        return stopping ?? disposing;
    }

    private async ValueTask<Exception?> FailureOfAsync(Func<Task> end)
    {
        try
        {
            var ending = end();
            await _driver.DriveAsync(new TaskGoal(ending, isImpatient: true), CancellationToken.None).ConfigureAwait(false);
            await ending.ConfigureAwait(false);
            return null;
        }
        catch (Exception e) // Services of the application end here and may throw anything; the rest is to end all the same.
        {
            return e;
        }
    }
}
