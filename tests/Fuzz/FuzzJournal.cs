using System.IO.MemoryMappedFiles;

namespace Weft.Fuzz;

/// <summary>
/// A file that holds the number of the input being read, so that it outlives a process that an input kills. Gone when
/// disposed.
/// </summary>
internal sealed class FuzzJournal : IDisposable
{
    private const int Digits = 20;
    private readonly byte[] _text = new byte[Digits];
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public FuzzJournal(int thread)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"weft-fuzz-{Environment.ProcessId}-{thread}.txt");
        _file = MemoryMappedFile.CreateFromFile(Path, FileMode.Create, null, Digits);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Where the number stands.</summary>
    public string Path { get; }

    /// <summary>Notes a number.</summary>
    public void Write(long seed)
    {
        _text.AsSpan().Fill((byte)' ');
        seed.TryFormat(_text, out _);
        _view.WriteArray(0, _text, 0, Digits);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        File.Delete(Path);
    }
}
