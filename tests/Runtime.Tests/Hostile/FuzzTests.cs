using Weft.Fuzz;
using Weft.Serialization;

namespace Weft.Runtime.Tests.Hostile;

public sealed class FuzzTests
{
    [Fact]
    public void Damaged_bytes_give_a_value_or_a_documented_refusal_from_every_reader()
    {
        var output = new StringWriter();

        var code = FuzzCommand.Run(["--seed", "1", "--seconds", "2"], output);

        Assert.True(code == 0, output.ToString());
        foreach (var target in FuzzTargets.Make())
            Assert.Matches($@"(?m)^{target.Name} +[1-9]\S* runs", output.ToString());
    }

    [Fact]
    public void Every_reader_takes_inputs_that_are_not_damaged()
    {
        foreach (var target in FuzzTargets.Make())
            Assert.Contains(target.Corpus, input => Record.Exception(() => target.Read(input)) is null);
    }

    [Fact]
    public void A_number_makes_the_same_input_again()
    {
        var targets = FuzzTargets.Make();

        var (target, input) = new Fuzzer(targets).Make(4711);
        var (sameTarget, sameInput) = new Fuzzer(FuzzTargets.Make()).Make(4711);

        Assert.Equal(target, sameTarget);
        Assert.Equal(input.ToString(), sameInput.ToString());
        Assert.NotEqual(input.ToString(), new Fuzzer(targets).Make(4711 + targets.Count).Input.ToString());
    }

    [Theory]
    [InlineData("throws", "threw what it does not document: System.IndexOutOfRangeException")]
    [InlineData("allocates", "allocated")]
    public void A_broken_law_is_told_with_the_input_and_the_line_that_replays_it(string how, string what)
    {
        var report = new Fuzzer([new LawBreaker(how)]).Run(new FuzzOptions(0, 7, null));

        var failure = Assert.Single(report.Failures);
        Assert.Contains(what, failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("replay: dotnet run build.cs fuzz --seed 7", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains($"input: {failure.Input}", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kept_input_is_read_again_from_its_file()
    {
        var folder = Directory.CreateTempSubdirectory("weft-kept-").FullName;
        try
        {
            var file = HostileCorpus.All.First(f => f.Kind == WireRecordKind.Payload);
            var failure = new FuzzFailure("deserialize", file.Kind, 12, file.ToInput(), "took 9 s\nsecond line");
            var kept = failure.Keep(folder);
            var record = WireRecord.FromFile(File.ReadAllBytes(kept));
            Assert.Equal((file.Kind, "took 9 s"), (record.Kind, record.Note));
            var output = new StringWriter();
            Assert.Equal(0, FuzzCommand.Run(["--replay", kept], output));
            Assert.Matches(@"(?m)^deserialize +1 runs", output.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Several_threads_read_numbers_of_their_own_and_report_as_one()
    {
        var output = new StringWriter();
        Assert.Equal(0, FuzzCommand.Run(["--seed", "7", "--seconds", "1", "--threads", "2"], output));
        Assert.Matches(
            @"longest [\d,]+ ms, largest allocation [\d,]+ B, peak working set [\d,]+ MB", output.ToString());
    }

    [Theory]
    [InlineData("--minutes")]
    [InlineData("--minutes", "soon")]
    [InlineData("--every", "1")]
    [InlineData("--replay", "nowhere.weft")]
    public void What_cannot_be_carried_out_is_told_as_wrong_usage(params string[] arguments) =>
        Assert.Equal(2, FuzzCommand.Run(arguments, new StringWriter()));

    private sealed class LawBreaker(string how) : FuzzTarget
    {
        public override string Name => "law-breaker";

        public override WireRecordKind Kind => WireRecordKind.MsgPack;

        public override IReadOnlyList<FuzzInput> Corpus { get; } = [new FuzzInput([[0x81, 0xa1, 0x61, 0x01]])];

        public override void Read(FuzzInput input)
        {
            if (how == "throws") throw new IndexOutOfRangeException("a bug");
            GC.KeepAlive(new byte[10_000_000]);
        }
    }
}
