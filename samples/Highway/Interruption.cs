using System.Runtime.InteropServices;

namespace Highway;

/// <summary>Turns the first Ctrl+C or SIGTERM into a token and an exit code; the second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Interrupt(context, 130)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Interrupt(context, 143)),
    ];

    public CancellationToken Token => _source.Token;

    /// <summary>128 + the number of the signal.</summary>
    public int ExitCode => _exitCode == 0 ? 130 : _exitCode;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Interrupt(PosixSignalContext context, int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0)
        {
            context.Cancel = true;
            _source.Cancel();
        }
    }
}
