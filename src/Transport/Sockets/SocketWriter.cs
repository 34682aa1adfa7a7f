using System.Net.Sockets;

namespace Weft.Transport;

/// <summary>
/// Writes runs of memory to a socket. Short runs are put together first, since a call to the system costs more than
/// their copy; long ones go out of the memory they stand in. One caller at a time.
/// </summary>
internal sealed class SocketWriter(Socket socket)
{
    // A copy of 4 KiB takes 0.1 us, a call 2 us and more.
    private const int ShortBytes = 4 * 1024;
    private const int StageBytes = 64 * 1024;

    private readonly byte[] _stage = GC.AllocateUninitializedArray<byte>(StageBytes);

    /// <summary>Returns once the system has taken every byte.</summary>
    public void Write(List<ReadOnlyMemory<byte>> runs)
    {
        var staged = 0;
        foreach (var run in runs)
        {
            if (run.Length <= ShortBytes && staged + run.Length <= _stage.Length)
            {
                run.Span.CopyTo(_stage.AsSpan(staged));
                staged += run.Length;
                continue;
            }
            WriteAll(_stage.AsSpan(0, staged));
            staged = 0;
            if (run.Length <= ShortBytes)
            {
                run.Span.CopyTo(_stage);
                staged = run.Length;
            }
            else
                WriteAll(run.Span);
        }
        WriteAll(_stage.AsSpan(0, staged));
    }

    private void WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes, SocketFlags.None)..];
    }
}
