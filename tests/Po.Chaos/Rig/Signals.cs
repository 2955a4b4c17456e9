using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Po.Chaos;

/// <summary>Signals to processes that this process has started.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal.</summary>
    /// <param name="process">The process; one that has ended already is no error.</param>
    /// <param name="signal">The signal, by its number on Linux.</param>
    public static void Send(int process, int signal)
    {
        const int NoSuchProcess = 3;
        if (SendSignal(process, signal) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var error)
        {
            throw new Win32Exception(error);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
