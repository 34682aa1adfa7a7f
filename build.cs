#:property PublishAot=false
// The one command of this project: dotnet run build.cs help
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

const string Configuration = "Release";

var root = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
Directory.SetCurrentDirectory(root);
Environment.SetEnvironmentVariable("DOTNET_CLI_UI_LANGUAGE", "en");

var command = args.Length == 0 ? "help" : args[0];
var rest = args.Skip(1).ToArray();
try
{
    return command switch
    {
        "help" or "-h" or "--help" => Help(),
        "build" => Build(),
        "test" => Test(rest),
        "demo" => BuildAndRun("src/Node", "weft", ["demo", .. rest]),
        "bench" => Bench(rest),
        "format" => Format(rest),
        "fuzz" => BuildAndRun("tests/Fuzz", "Weft.Fuzz", rest),
        "sim" => BuildAndRun("tests/Simulation", "Weft.Simulation", rest),
        "soak" => Soak(rest),
        _ => throw new BuildFailure($"there is no command '{command}'; 'dotnet run build.cs help' lists them"),
    };
}
catch (BuildFailure failure)
{
    Console.Error.WriteLine($"build.cs: {failure.Message}");
    return 1;
}

static int Help()
{
    Console.WriteLine(
        """
        dotnet run build.cs COMMAND [options]

          build                          restore and build everything
          test [--filter EXPRESSION]     build, run every test; the last line counts them
          demo [--engine local|akka] [--in-process] [--workers N] [--data DIR] [--json] [--kill-worker]
                                         start a cluster on this machine and study 200,000 flights
          bench [GROUP...] [--quick] [--json] [--only NAME]
                                         measure against the budgets, each beside a baseline
          bench serialization            values to bytes and back, beside other serializers and beside copying
          bench ways                     a type of a user's, sent in five ways
          bench large                    2.4 GB to another process and back; takes 10 GB of memory
          bench akka [arrays | messages | heartbeat] [--quick] [--json] [--only LENGTH] [--seconds N]
                                         the same between two processes on Akka.NET
          format [--check]               lay the code out; with --check only say what is not
          fuzz [--minutes N | --seconds N] [--seed N] [--threads N]
                                         feed the readers with damaged bytes; crashers are kept in artifacts/fuzz
          fuzz --replay FILE             read one kept input again
          fuzz --write-corpus tests/corpus
                                         make the hostile files anew, after a change of the wire
          sim [--seeds N] [--seed N]     run the machines in simulated clusters
          soak [--rounds N]              run the demo again and again, killing workers
          soak akka [--rounds N] [--only kill|freeze12|freeze60|restart]
                                         kill, freeze and restart nodes while tasks stream through them

        Only the .NET SDK is needed. Where a package source lacks Akka.NET or MessagePack, src/Actors and what is
        built on it are left out, one line says so, and everything else is built, tested and run.
        """);
    return 0;
}

// ---------------------------------------------------------------- restore and build

// Restores the whole solution. If it fails, and nothing but missing packages was to blame, and everything without
// src/Actors restores, then exactly the packages that only src/Actors asks for are missing: they are left out, or the
// command that needs them ends here.
Target Restore(bool needsAkka = false)
{
    var (code, output) = Capture("dotnet", ["restore", "Cluster.sln", "-v:q"]);
    if (code == 0) return Target.Whole;
    var errors = Regex.Matches(output, @"\b(?:error) (?<code>[A-Z]+\d+):(?<text>[^\r\n]*)");
    var onlyMissing = errors.Count > 0
        && errors.All(error => error.Groups["code"].Value is "NU1101" or "NU1102" or "NU1103");
    if (!onlyMissing) throw new BuildFailure($"restore failed:\n{output}");

    var (codeWithout, outputWithout) = Capture("dotnet", ["restore", .. Target.WithoutAkka.Arguments, "-v:q"]);
    if (codeWithout != 0) throw new BuildFailure($"restore failed, also without src/Actors:\n{outputWithout}");
    var missing = errors
        .Select(error => Regex.Match(error.Groups["text"].Value, @"package ([\w.\-]+\w)").Groups[1].Value)
        .Where(id => id.Length > 0).Distinct().Order(StringComparer.Ordinal);
    if (needsAkka)
        throw new BuildFailure(
            $"'{command}' with Akka.NET cannot run: no package source has {string.Join(", ", missing)}");

    // Beside what programs read on standard output, so that the JSON of demo and bench stays alone there.
    var said = command is "demo" or "bench" ? Console.Error : Console.Out;
    said.WriteLine(
        $"left out: src/Actors and tests/Actors.Tests, because no package source has {string.Join(", ", missing)}");
    return Target.WithoutAkka;
}

int Build() => Compile(Restore());

static int Compile(Target target) =>
    Run("dotnet", ["build", .. target.Arguments, "--no-restore", "-c", Configuration, "-v:q", "-nologo"]);

int Bench(string[] arguments)
{
    if (arguments is not ["akka", .. var more]) return BuildAndRun("bench", "Weft.Bench", arguments);
    // Both processes run as docs/operations.md advises for a node; this the runtime reads from nowhere else.
    const string young = "DOTNET_GCgen0size";
    Environment.SetEnvironmentVariable(young, Environment.GetEnvironmentVariable(young) ?? "4000000");
    return BuildAndRun("tests/Actors.Bench", "Weft.Actors.Bench", more, needsAkka: true);
}

int BuildAndRun(string project, string assembly, string[] arguments, bool needsAkka = false)
{
    var watch = Stopwatch.StartNew();
    var target = Restore(needsAkka);
    var csproj = $"{project}/{Path.GetFileName(project)}.csproj";
    if (project == "bench") csproj = "bench/Bench.csproj";
    var code = Run(
        "dotnet",
        ["build", csproj, .. target.Properties, "--no-restore", "-c", Configuration, "-v:q", "-nologo"],
        quietUnlessFailed: true);
    if (code != 0) return code;
    Trace.WriteLine($"built in {watch.Elapsed.TotalSeconds:F1} s");
    return Run("dotnet", ["exec", AssemblyPath(project, assembly), .. arguments]);
}

static string AssemblyPath(string project, string assembly) =>
    $"{project}/bin/{Configuration}/net10.0/{assembly}.dll";

// ---------------------------------------------------------------- test

int Test(string[] arguments)
{
    var target = Restore();
    var code = Compile(target);
    if (code != 0) throw new BuildFailure("the build failed; no test ran");

    var results = Path.Combine("artifacts", "test-results");
    if (Directory.Exists(results)) Directory.Delete(results, recursive: true);
    // One project after another: the tests of time and of memory must not disturb each other.
    var exit = Run(
        "dotnet",
        [
            "test", .. target.Arguments, "--no-build", "-c", Configuration, "-m:1", "-nologo", "-v:q",
            "--logger", "trx", "--results-directory", results, .. arguments,
        ]);
    return Count(results, exit, target);
}

static int Count(string results, int exit, Target target)
{
    int passed = 0, failed = 0, skipped = 0;
    var files = Directory.Exists(results) ? Directory.GetFiles(results, "*.trx", SearchOption.AllDirectories) : [];
    foreach (var file in files)
    {
        var document = XDocument.Load(file);
        var space = document.Root!.Name.Namespace;
        foreach (var result in document.Descendants(space + "UnitTestResult"))
        {
            switch ((string?)result.Attribute("outcome"))
            {
                case "Passed": passed++; break;
                case "NotExecuted": skipped++; break;
                default:
                    failed++;
                    Console.WriteLine($"failed: {(string?)result.Attribute("testName")}");
                    foreach (var text in result.Descendants(space + "ErrorInfo").Elements())
                        Console.WriteLine(text.Value);
                    break;
            }
        }
    }

    // A test host that died has written no result file, or one without its last tests: that is a failure.
    var complete = exit == 0 && passed > 0;
    if (!complete && failed == 0) failed = 1;
    if (target == Target.WithoutAkka) Console.WriteLine("left out: tests/Actors.Tests (see the first line)");
    Console.WriteLine($"{passed} passed, {failed} failed" + (skipped > 0 ? $", {skipped} skipped" : ""));
    return failed == 0 ? 0 : 1;
}

// ---------------------------------------------------------------- format

int Format(string[] arguments)
{
    var check = arguments.Contains("--check");
    var target = Restore();
    // dotnet format reads projects without our properties: the environment carries them.
    if (target == Target.WithoutAkka) Environment.SetEnvironmentVariable("WithAkka", "false");
    return Run(
        "dotnet",
        ["format", target.Solution, "--no-restore", .. check ? new[] { "--verify-no-changes" } : [],]);
}

// ---------------------------------------------------------------- soak

// Runs the demo in turn plainly, with a killed worker and in one process; every answer must be the first one.
int Soak(string[] arguments)
{
    if (arguments is ["akka", ..]) return SoakAkka(arguments[1..]);
    var at = Array.IndexOf(arguments, "--rounds");
    var rounds = 10;
    if (at >= 0 && (at + 1 >= arguments.Length || !int.TryParse(arguments[at + 1], out rounds) || rounds < 1))
        throw new BuildFailure("--rounds takes a whole number from 1 on");

    var target = Restore();
    var code = Run(
        "dotnet",
        ["build", "src/Node/Node.csproj", .. target.Properties, "--no-restore", "-c", Configuration, "-v:q", "-nologo"],
        quietUnlessFailed: true);
    if (code != 0) return code;

    string? first = null;
    var failures = 0;
    for (var round = 1; round <= rounds; round++)
    {
        string[] variant = (round % 3) switch { 1 => ["--kill-worker"], 2 => [], _ => ["--in-process"] };
        var watch = Stopwatch.StartNew();
        var (exit, output) = Capture(
            "dotnet", ["exec", AssemblyPath("src/Node", "weft"), "demo", "--json", .. variant]);
        var verdict = exit == 0 ? Judge(output, ref first, killed: variant is ["--kill-worker"]) : $"exit code {exit}";
        if (verdict != "right") failures++;
        Console.WriteLine(
            $"round {round} {string.Join(' ', variant),-14} {watch.Elapsed.TotalSeconds,5:F1} s  {verdict}");
        if (verdict != "right") Console.Error.WriteLine(output);
    }

    Console.WriteLine($"{rounds - failures} passed, {failures} failed");
    return failures == 0 ? 0 : 1;
}

// Kills, freezes and restarts real nodes while tasks stream through them.
int SoakAkka(string[] arguments)
{
    if (Restore() == Target.WithoutAkka)
        throw new BuildFailure("'soak akka' needs the packages of src/Actors; try 'soak'");
    foreach (var csproj in new[] { "src/Node/Node.csproj", "tests/Actors.Soak/Actors.Soak.csproj" })
    {
        var code = Run(
            "dotnet", ["build", csproj, "--no-restore", "-c", Configuration, "-v:q", "-nologo"],
            quietUnlessFailed: true);
        if (code != 0) return code;
    }
    return Run("dotnet", ["exec", AssemblyPath("tests/Actors.Soak", "Weft.Actors.Soak"), .. arguments]);
}

static string Judge(string output, ref string? first, bool killed)
{
    var line = output.TrimEnd().Split('\n')[^1];
    using var document = JsonDocument.Parse(line);
    var answer = string.Join(
        '|',
        new[] { "rows", "mean_delay", "p95_delay", "corr_delay_distance", "hours" }
            .Select(name => document.RootElement.GetProperty(name).GetRawText()));
    first ??= answer;
    if (answer != first) return $"another answer: {answer} instead of {first}";
    var recomputed = document.RootElement.GetProperty("recomputed").GetInt64();
    return killed && recomputed < 1 ? "a worker was killed, but nothing was computed again" : "right";
}

// ---------------------------------------------------------------- processes

static int Run(string file, IEnumerable<string> arguments, bool quietUnlessFailed = false)
{
    if (quietUnlessFailed)
    {
        var (code, output) = Capture(file, arguments);
        if (code != 0) Console.Error.WriteLine(output);
        return code;
    }

    var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false };
    using var process = Process.Start(start)!;
    // Ctrl-C reaches the child too; wait for it instead of leaving it behind.
    Console.CancelKeyPress += (_, e) => e.Cancel = true;
    process.WaitForExit();
    return process.ExitCode;
}

static (int Code, string Output) Capture(string file, IEnumerable<string> arguments)
{
    var start = new ProcessStartInfo(file, arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
    using var process = Process.Start(start)!;
    var errors = process.StandardError.ReadToEndAsync();
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return (process.ExitCode, errors.Result + output);
}

/// <summary>What is built: the whole solution, or all of it but the Akka projects.</summary>
internal sealed record Target(string Solution, string[] Properties)
{
    public static readonly Target Whole = new("Cluster.sln", []);

    public static readonly Target WithoutAkka = new("Cluster.WithoutAkka.slnf", ["-p:WithAkka=false"]);

    public string[] Arguments => [Solution, .. Properties];
}

internal sealed class BuildFailure(string message) : Exception(message);
