using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// A worker in a process of its own, seen from the parent. Holds the write end of the child's standard input open:
/// when this process ends in whatever way, the pipe closes and the child exits.
/// </summary>
internal sealed class ChildWorker : IRunningWorker
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly int _processId;
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource<WorkerReady> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _streams;
    // One question at a time goes down the pipe; the answers come in their order.
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly ConcurrentQueue<TaskCompletionSource<TransferTotals>> _asked = new();
    private readonly Lock _answering = new();
    private TransferTotals _sent;

    private ChildWorker(Process process, string name, ILogger logger)
    {
        (_process, _processId, _name, _logger) = (process, process.Id, name, logger);
        _streams = Task.WhenAll(ReadOutputAsync(), ReadErrorsAsync());
        Ended = WaitAsync();
    }

    /// <inheritdoc/>
    public PeerAddress Address { get; private set; }

    /// <inheritdoc/>
    public int? ProcessId => _processId;

    /// <inheritdoc/>
    public Task<string> Ended { get; }

    /// <summary>Starts the process, hands it its settings and waits for its ready line.</summary>
    /// <exception cref="InvalidOperationException">It ended before it was ready; the message says how.</exception>
    public static async Task<ChildWorker> StartAsync(
        ProcessStartInfo start, WorkerSettings settings, ILogger logger, CancellationToken cancellation)
    {
        var process = Process.Start(start)
            ?? throw new InvalidOperationException($"no process was started for worker {settings.Name}");
        var child = new ChildWorker(process, settings.Name, logger);
        try
        {
            await child.HandOverAsync(settings, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await child.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        return child;
    }

    /// <inheritdoc/>
    public async Task<TransferTotals> SentAsync(CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<TransferTotals>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _asking.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _asked.Enqueue(answer);
            await _process.StandardInput.WriteLineAsync(WorkerSent.Question.AsMemory(), CancellationToken.None)
                .ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            return Known;
        }
        finally
        {
            _asking.Release();
        }
        await Task.WhenAny(answer.Task, Ended).WaitAsync(cancellation).ConfigureAwait(false);
        return answer.Task.IsCompleted ? await answer.Task.ConfigureAwait(false) : Known;
    }

    /// <inheritdoc/>
    public async Task KillAsync()
    {
        Kill();
        await Ended.ConfigureAwait(false);
    }

    /// <summary>Lets the child go by closing its standard input, kills it if still there a second later.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // The child is gone and its pipe with it, or a question is on its way down; the kill ends it all the same.
        }
        await Task.WhenAny(Ended, Task.Delay(Grace)).ConfigureAwait(false);
        Kill();
        await Ended.ConfigureAwait(false);
        await Task.WhenAny(_streams, Task.Delay(Grace)).ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task HandOverAsync(WorkerSettings settings, CancellationToken cancellation)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(settings.ToLine().AsMemory(), cancellation)
                .ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It died before it read its settings; how it ended is told below.
        }
        var first = await Task.WhenAny(_ready.Task, Ended).WaitAsync(cancellation).ConfigureAwait(false);
        if (first == Ended && !_ready.Task.IsCompleted)
        {
            throw new InvalidOperationException(
                $"worker {_name} ended before it was ready: {await Ended.ConfigureAwait(false)}; what it said is in " +
                "the log under its name");
        }
        var ready = await _ready.Task.ConfigureAwait(false);
        Address = new PeerAddress(ready.Address);
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended already, or is about to.
        }
    }

    private async Task<string> WaitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return $"exit code {_process.ExitCode}";
    }

    private TransferTotals Known
    {
        get
        {
            lock (_answering) return _sent;
        }
    }

    private void OnSent(TransferTotals sent)
    {
        lock (_answering) _sent = sent;
        if (_asked.TryDequeue(out var answer)) answer.TrySetResult(sent);
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0) continue;
            if (WorkerSent.TryParse(line, out var sent)) OnSent(sent);
            else if (!_ready.Task.IsCompleted && WorkerReady.TryParse(line, out var ready)) _ready.TrySetResult(ready!);
            else ProcessesLog.OutputLine(_logger, _name, line);
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            ProcessesLog.ErrorLine(_logger, _name, line);
        }
    }
}
