using System.Diagnostics;
using System.Runtime.CompilerServices;
using Weft.Fuzz;
using Weft.Serialization;

namespace Weft.Runtime.Tests.Hostile;

/// <summary>
/// Every file of tests/corpus, whole, cut at every position and with every byte changed: a value or a documented
/// refusal, soon, and in little memory. What fails is kept as a record that one command replays.
/// </summary>
public sealed class CorpusTests
{
    // No more stack than any system gives a thread.
    private const int StackBytes = 1024 * 1024;

    // Below what the law of a second would still allow: sums of hundreds of thousands of readings must be soon too.
    private const int FileBytesMax = 10_000;

    private const int ShortBytes = 128;

    private static readonly byte[] Masks = [0x01, 0x40, 0x80, 0xff];
    private static readonly Dictionary<WireRecordKind, FuzzTarget> Targets =
        FuzzTargets.Make().ToDictionary(target => target.Kind);

    public static TheoryData<string> Groups =>
        [.. HostileCorpus.All.Select(file => file.Name.Split('-')[0]).Distinct()];

    [Theory]
    [MemberData(nameof(Groups))]
    public void A_file_whole_cut_anywhere_or_changed_anywhere_gives_a_value_or_a_documented_refusal(string group)
    {
        Exception? failure = null;
        var thread = new Thread(
            () => failure = Record.Exception(() =>
            {
                foreach (var file in Read().Where(file => file.Name.Split('-')[0] == group)) HoldToTheLaw(file);
            }),
            StackBytes);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    [Fact]
    public void Files_and_their_index_are_those_that_the_generator_makes()
    {
        Assert.Equal(
            HostileCorpus.All.Select(file => file.Name),
            Directory.GetFiles(Folder(), "*" + HostileCorpus.Ending).Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal));
        foreach (var file in HostileCorpus.All)
            Assert.True(file.Encode().AsSpan().SequenceEqual(File.ReadAllBytes(PathOf(file.Name))), Remedy(file.Name));
        Assert.Equal(
            HostileCorpus.MakeIndex(), File.ReadAllText(PathOf(HostileCorpus.Index, "")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_file_has_a_name_of_its_own_a_note_and_few_bytes()
    {
        Assert.Equal(HostileCorpus.All.Count, HostileCorpus.All.Select(file => file.Name).Distinct().Count());
        Assert.All(HostileCorpus.All, file => Assert.True(file.Attacks.Length > 6, file.Name));
        Assert.All(HostileCorpus.All, file => Assert.InRange(file.ToInput().Bytes, 0, FileBytesMax));
    }

    [Fact]
    public void Every_reader_of_outside_bytes_has_files() => Assert.Equal(
        Enum.GetValues<WireRecordKind>(), HostileCorpus.All.Select(file => file.Kind).Distinct().Order());

    [Fact]
    public void Keys_that_meet_in_one_bucket_are_refused_by_the_limit_on_them()
    {
        var floods = HostileCorpus.All.Where(file => file.Name.Contains("-same-", StringComparison.Ordinal)).ToArray();
        Assert.InRange(floods.Length, 8, 100);
        foreach (var file in floods)
        {
            var error = Record.Exception(() => Targets[file.Kind].Read(file.ToInput()));
            Assert.IsType<WireFormatException>(error);
            Assert.Contains("Limits.HashCollisionsMax", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_payload_that_is_taken_allocates_its_bytes_times_the_expansion_and_a_kilobyte()
    {
        foreach (var file in HostileCorpus.All.Where(file => file.Kind == WireRecordKind.Payload))
        {
            var target = Targets[file.Kind];
            if (Record.Exception(() => target.Read(file.ToInput())) is not null) continue;
            // The tables of frames are the caller's: an entry for each in two of them.
            long most = (file.ToInput().Bytes * Limits.Default.ExpansionMax) + 1024 + (64 * file.Runs.Count) +
                WeftSerializer.DecompressedBytes(file.Runs[0], Limits.Default);
            Assert.True(Allocated(target, file.ToInput()) <= most || Allocated(target, file.ToInput()) <= most,
                $"{file.Name} allocates more than {most}");
        }
    }

    [Fact]
    public void Names_of_gadgets_are_refused_and_nothing_is_loaded_for_them()
    {
        var before = AppDomain.CurrentDomain.GetAssemblies().Length;
        var gadgets = HostileCorpus.All.Where(file => file.Name.Contains("gadget", StringComparison.Ordinal)).ToArray();
        Assert.InRange(gadgets.Length, 20, 100);
        foreach (var file in gadgets.Where(file => !file.Name.StartsWith("exception", StringComparison.Ordinal)))
        {
            Assert.IsType<DeserializationRefusedException>(
                Record.Exception(() => Targets[file.Kind].Read(file.ToInput())));
        }

        Assert.DoesNotContain(
            AppDomain.CurrentDomain.GetAssemblies().Skip(before), a => a.GetName().Name == "PresentationFramework");
    }

    [Fact]
    public void Every_file_can_be_inspected_and_what_is_no_msgpack_is_told()
    {
        foreach (var file in Read())
        {
            var record = WireRecord.FromFile(file.Encode());
            Assert.Equal((file.Kind, file.Attacks), (record.Kind, record.Note));
            var text = WireText.Describe(record);
            Assert.InRange(text.Text.Split('\n').Length, 1, WireTextOptions.Default.LinesMax + 100);
            Assert.DoesNotContain('\u001b', text.Text);
        }
    }

    private static void HoldToTheLaw(CorpusFile file)
    {
        var target = Targets[file.Kind];
        var runs = file.Runs.ToArray();
        Require(target, file, runs, "whole");
        for (int run = 0; run < runs.Length; run++)
        {
            var whole = runs[run];
            for (int at = 0; at < whole.Length; at++)
            {
                runs[run] = whole[..at];
                Require(target, file, runs, $"run {run} cut at {at}");
                // Long files are many alike bytes: each is changed once, the bytes of short ones in every way.
                foreach (byte mask in whole.Length <= ShortBytes ? Masks : [Masks[at % Masks.Length]])
                {
                    runs[run] = (byte[])whole.Clone();
                    runs[run][at] ^= mask;
                    Require(target, file, runs, $"run {run}, byte {at} changed by {mask:x2}");
                }
            }

            runs[run] = whole;
            Require(target, file, [.. runs[..run], .. runs[(run + 1)..]], $"without run {run}");
        }
    }

    private static void Require(FuzzTarget target, CorpusFile file, byte[][] runs, string how)
    {
        var input = new FuzzInput([.. runs]);
        // Tables of a process are made at first use and a machine may be busy: only what repeats counts.
        if (Judge(target, input) is null || Judge(target, input) is not { } what) return;
        var failure = new FuzzFailure(target.Name, target.Kind, 0, input, $"{file.Name}, {how}: {what}");
        Assert.Fail($"{failure.What}\nreplay: dotnet run build.cs fuzz --replay {failure.Keep(Path.GetTempPath())}");
    }

    private static long Allocated(FuzzTarget target, FuzzInput input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        target.Read(input);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string? Judge(FuzzTarget target, FuzzInput input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        bool refused = false;
        try
        {
            target.Read(input);
        }
        catch (Exception error) when (target.Documents(error))
        {
            refused = true;
        }
        catch (Exception error)
        {
            return error.ToString();
        }

        var took = Stopwatch.GetElapsedTime(started);
        if (took > Fuzzer.TimeMax) return $"took {took}";
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long most = target.AllocatedBytesMax(input) + (refused ? FuzzTarget.RefusalBytes : 0);
        return allocated <= most ? null : $"allocated {allocated} bytes of {most} for {input.Bytes}";
    }

    // What lies in the folder, not what the generator would make.
    private static IEnumerable<CorpusFile> Read()
    {
        foreach (string path in Directory.GetFiles(Folder(), "*" + HostileCorpus.Ending).Order(StringComparer.Ordinal))
        {
            var record = WireRecord.FromFile(File.ReadAllBytes(path));
            yield return new CorpusFile(
                Path.GetFileNameWithoutExtension(path), record.Kind, record.Note,
                [.. record.Runs.Select(run => run.ToArray())]);
        }
    }

    private static string Remedy(string name) =>
        $"{name} is not what the generator makes: dotnet run build.cs fuzz --write-corpus tests/corpus";

    private static string PathOf(string name, string ending = HostileCorpus.Ending) =>
        Path.Combine(Folder(), name + ending);

    private static string Folder([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "corpus");
}
