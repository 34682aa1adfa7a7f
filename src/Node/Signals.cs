using System.Runtime.InteropServices;

namespace Weft.Node;

/// <summary>
/// The signals that ask this process to end. The first one cancels <see cref="Stop"/>, so that the command can put
/// things in order; the second one ends the process at once. Without this the runtime ends it on the first SIGTERM.
/// </summary>
public sealed class Signals : IDisposable
{
    /// <summary>How a process ends that was asked twice.</summary>
    private const int EndedAtOnce = 6;

    private static readonly PosixSignal[] Ending = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _asked;

    /// <summary>Begins to listen.</summary>
    public Signals() => _registrations = [.. Ending.Select(each => PosixSignalRegistration.Create(each, On))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Ends the process when its standard input ends, as it does when whoever started it ends.</summary>
    public static void EndWithInput()
    {
        var reader = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            var ignored = new byte[64];
            while (input.Read(ignored) > 0)
            {
            }

            Environment.Exit(EndedAtOnce);
        });
        reader.IsBackground = true;
        reader.Name = "weft-input";
        reader.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _asked) > 1) Environment.Exit(EndedAtOnce);
        // Not here: what waits for the token may take long, and the next signal must find a thread.
        ThreadPool.QueueUserWorkItem(_ => _stop.Cancel());
    }
}
