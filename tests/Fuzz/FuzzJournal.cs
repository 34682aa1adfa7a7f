using System.IO.MemoryMappedFiles;
using Weft.Serialization;

namespace Weft.Fuzz;

/// <summary>
/// A file that holds the input being read, so that it outlives a process that the input kills: the next start makes a
/// kept input of it. Locked while in use, gone when disposed.
/// </summary>
internal sealed class FuzzJournal : IDisposable
{
    /// <summary>The ending of a journal's file.</summary>
    public const string Ending = ".journal";

    // The number of the input, the bytes of its record, the record. Pages that are not used take no room on a disk.
    private const int LengthAt = sizeof(long);
    private const int RecordAt = LengthAt + sizeof(int);
    private const int Bytes = 8 << 20;
    private const int TooLong = -1;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public FuzzJournal(string folder, int thread)
    {
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, $"running-{Environment.ProcessId}-{thread}{Ending}");
        _stream = new FileStream(Path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        _stream.SetLength(Bytes);
        _file = MemoryMappedFile.CreateFromFile(
            _stream, null, Bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Notes what is about to be read.</summary>
    public void Write(FuzzTarget target, long seed, FuzzInput input)
    {
        var runs = input.Runs.Select(run => (ReadOnlyMemory<byte>)run);
        string note = $"the process that read it did not end: {target.Name}, number {seed}";
        var record = new WireRecord(target.Kind, note, [.. runs]).Encode();
        bool fits = record.Length <= Bytes - RecordAt;
        // Without a length while the rest is written: half a record is none.
        _view.Write(LengthAt, 0);
        _view.Write(0, seed);
        if (fits) _view.WriteArray(RecordAt, record, 0, record.Length);
        _view.Write(LengthAt, fits ? record.Length : TooLong);
    }

    /// <summary>
    /// Makes kept inputs of the journals whose process is gone, and says so. Journals of running processes stay.
    /// </summary>
    /// <returns>The files that were made.</returns>
    public static IReadOnlyList<string> Recover(string folder, TextWriter output)
    {
        var kept = new List<string>();
        if (!Directory.Exists(folder)) return kept;
        foreach (string journal in Directory.GetFiles(folder, "*" + Ending).Order(StringComparer.Ordinal))
        {
            if (TryRead(journal, out long seed, out var record))
            {
                string kind = WireRecord.NameOf(WireRecord.FromFile(record).Kind);
                string file = System.IO.Path.Combine(folder, $"{kind}-died-{seed}{HostileCorpus.Ending}");
                File.WriteAllBytes(file, record);
                kept.Add(file);
                output.WriteLine(
                    $"a process before this one ended while it read an input; kept: {FuzzFailure.ReplayOf(file)}");
            }
            else if (seed > 0)
            {
                output.WriteLine(
                    $"a process before this one ended at number {seed}, of which nothing is kept: "
                    + $"dotnet run build.cs fuzz --seed {seed}");
            }

            if (seed >= 0) File.Delete(journal);
        }

        return kept;
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        _stream.Dispose();
        File.Delete(Path);
    }

    // False with a number below 0 where the journal is in use.
    private static bool TryRead(string path, out long seed, out byte[] record)
    {
        (seed, record) = (-1, []);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            var head = new byte[RecordAt];
            int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            seed = 0;
            if (read < head.Length) return false;
            seed = BitConverter.ToInt64(head);
            int length = BitConverter.ToInt32(head, LengthAt);
            if (length <= 0 || length > stream.Length - RecordAt) return false;
            record = new byte[length];
            stream.ReadExactly(record);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
