using System.Diagnostics;
using System.IO.Compression;
using Weft.Fuzz;
using Weft.Serialization;

namespace Weft.Runtime.Tests.Hostile;

/// <summary>What a fuzzer found is on the disk before anything can end the process.</summary>
public sealed class FuzzKeepingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-keeping-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_failure_is_told_when_it_is_found_and_not_at_the_end()
    {
        int told = 0;
        var target = new Odd();
        var fuzzer = new Fuzzer([target], found: failure =>
        {
            told = target.Reads;
            failure.Keep(_folder);
        });
        fuzzer.Run(new FuzzOptions(0.2, 0, null));
        Assert.InRange(told, 1, target.Reads - 1);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_a_killed_process_was_reading_is_kept_by_the_next_start_and_mutated_by_it()
    {
        string[] words = ["--seconds", "60", "--threads", "2", "--keep", _folder];
        using (var process = Start(words))
        {
            Assert.NotNull(process.StandardOutput.ReadLine());
            var watch = Stopwatch.StartNew();
            while (!IsReading(watch.Elapsed) && watch.Elapsed < TimeSpan.FromMinutes(1)) Thread.Sleep(50);
            // A journal in use is nobody else's.
            var busy = new StringWriter();
            FuzzCommand.Run(["--seconds", "0", "--keep", _folder], busy);
            Assert.DoesNotContain("ended while it read", busy.ToString(), StringComparison.Ordinal);
            process.Kill();
            process.WaitForExit();
        }

        var output = new StringWriter();
        Assert.Equal(0, FuzzCommand.Run(["--seconds", "0", "--keep", _folder], output));
        var kept = Directory.GetFiles(_folder, "*-died-*");
        Assert.InRange(kept.Length, 1, 2);
        Assert.Empty(Directory.GetFiles(_folder, "*.journal"));
        Assert.Contains(
            $"kept: dotnet run build.cs fuzz --replay {kept[0]}", output.ToString(), StringComparison.Ordinal);
        var mutated = kept.Count(
            file => WireRecord.FromFile(File.ReadAllBytes(file)).Bytes <= FuzzCommand.KeptBytesMax);
        if (mutated > 0)
            Assert.Contains($"{mutated} kept inputs of", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, FuzzCommand.Run(["--replay", kept[0]], output));
    }

    // Once the length of a record stands in a journal, behind the number. Where a lock forbids to look, a while later.
    private bool IsReading(TimeSpan waited)
    {
        foreach (string journal in Directory.GetFiles(_folder, "*.journal"))
        {
            try
            {
                using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var head = new byte[12];
                if (stream.ReadAtLeast(head, 12, false) == 12 && BitConverter.ToInt32(head, 8) > 0) return true;
            }
            catch (IOException)
            {
                return waited > TimeSpan.FromSeconds(10);
            }
        }

        return false;
    }

    [Fact]
    public void Kept_inputs_are_mutated_beside_the_others_and_then_no_number_is_named()
    {
        var kept = new WireRecord(WireRecordKind.MsgPack, "", [Enumerable.Repeat((byte)0x77, 64).ToArray()]);
        var target = new Odd();
        var report = new Fuzzer([target], kept: [kept]).Run(new FuzzOptions(0.2, 0, null));
        Assert.True(target.SawKept);
        Assert.DoesNotContain("--seed", report.Failures[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_changed_within_their_compression_are_also_declared_as_long_as_they_became()
    {
        var targets = FuzzTargets.Make();
        int index = targets.ToList().FindIndex(target => target.Kind == WireRecordKind.Payload);
        var known = targets[index].Corpus.Concat(HostileCorpus.All
            .Where(file => file.Kind == WireRecordKind.Payload).Select(file => file.ToInput()))
            .Select(input => Become(input).Bytes).ToHashSet();
        var fuzzer = new Fuzzer(targets);
        int same = 0;
        int others = 0;
        for (long seed = index; seed < 20_000L * targets.Count; seed += targets.Count)
        {
            var (declared, bytes) = Become(fuzzer.Make(seed).Input);
            if (bytes <= 0 || known.Contains(bytes)) continue;
            if (declared == bytes) same++;
            else others++;
        }

        Assert.True(same >= 2 && others >= 2, $"{same} are declared as they became, {others} otherwise");
    }

    // What the header declares of the first frame, and what it becomes; 0 where it is no stream of brotli.
    private static (long Declared, int Bytes) Become(FuzzInput input)
    {
        int at = input.Run(0).AsSpan().IndexOf("decompressed-bytes"u8);
        var plain = new byte[1 << 17];
        if (at < 0 || !BrotliDecoder.TryDecompress(input.Run(1), plain, out int bytes)) return (-1, 0);
        try
        {
            var reader = new MsgPackReader(input.Run(0).AsSpan(at + 18), Limits.Default);
            return reader.ReadArrayHeader() > 0 ? (reader.ReadInt64(), bytes) : (-1, bytes);
        }
        catch (WireFormatException)
        {
            return (-1, bytes);
        }
    }

    private static Process Start(string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(FuzzCommand).Assembly.Location);
        foreach (string word in words) start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    // Breaks the law at every input of more than four bytes.
    private sealed class Odd : FuzzTarget
    {
        public int Reads { get; private set; }

        public bool SawKept { get; private set; }

        public override string Name => "odd";

        public override WireRecordKind Kind => WireRecordKind.MsgPack;

        public override IReadOnlyList<FuzzInput> Corpus { get; } = [new FuzzInput([[0x91, 0x01]])];

        public override void Read(FuzzInput input)
        {
            Reads++;
            SawKept |= input.Runs.Any(run => run.AsSpan().Count((byte)0x77) > 32);
            if (input.Bytes > 4) throw new IndexOutOfRangeException("a bug");
        }
    }
}
