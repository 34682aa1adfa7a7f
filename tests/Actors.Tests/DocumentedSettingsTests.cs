using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Configuration;
using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>The configuration that the documents show is one that systems start with.</summary>
public sealed partial class DocumentedSettingsTests
{
    private const string Local =
        "akka { loglevel = OFF, stdout-loglevel = OFF, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }";

    private const string Here = "Weft.Actors.Tests.DocumentedSettingsTests+";

    // The classes that the pages speak of are the reader's own; those of this class stand for them.
    private static readonly (string Shown, string Ours)[] Names =
    [
        ("My.Matrix, MyMessages", $"{Here}Matrix, Weft.Actors.Tests"),
        ("My.MatrixSerializer, MyMessages", $"{Here}MatrixSerializer, Weft.Actors.Tests"),
        ("My.Box`1, MyMessages", $"{Here}Box`1, Weft.Actors.Tests"),
        ("My.BoxSerializer`1, MyMessages", $"{Here}BoxSerializer`1, Weft.Actors.Tests"),
        ("My.ColumnFamily, MyMessages", $"{Here}ColumnFamily, Weft.Actors.Tests"),
        ("My.Lz4Codec, MyMessages", $"{Here}Lz4Codec, Weft.Actors.Tests"),
        ("MyRules", "Weft.Actors.Tests"),
        ("Shop.ShortScanFamily, Shop", $"{Here}ShortScanFamily, Weft.Actors.Tests"),
        ("Shop.ScanSerializer, Shop", $"{Here}MatrixSerializer, Weft.Actors.Tests"),
        ("Shop.Settings, Shop", $"{Here}Matrix, Weft.Actors.Tests"),
    ];

    // Those of tls.md name files of a deployment; TlsSettingsTests starts systems with such.
    [Theory]
    [InlineData("akka.md", 2)]
    [InlineData("akka-bulk.md", 1)]
    [InlineData("akka-cluster.md", 1)]
    [InlineData("serialization.md", 1)]
    public async Task A_system_starts_with_it_and_sends_what_it_names(string page, int blocks)
    {
        Assert.Equal(blocks, BlocksOf(page).Length);
        for (var block = 0; block < blocks; block++)
        {
            using var system = ActorSystem.Create(
                "documented", Parsed(page, block).WithFallback(Local).WithFallback(WeftConfig.Reference));
            var serializer = WeftExtension.Of(system).Serializer;
            object[] values = system.Settings.Config.GetStringList("weft.serialization.type-serializers").Count > 0
                ? [new[] { 1.5 }, new Matrix(7)]
                : [new[] { 1.5 }];
            foreach (var value in values)
            {
                var payload = serializer.Serialize(value, new SerializeOptions { OnError = OnError.Raise });
                Assert.Equal(value, serializer.Deserialize(payload));
            }

            await system.Terminate();
        }
    }

    [Fact]
    public void Pages_that_show_configuration_are_those_that_are_tried()
    {
        var pages = Directory.GetFiles(Docs(), "*.md").Select(path => Path.GetFileName(path)).Order();
        Assert.Equal(
            ["akka-bulk.md", "akka-cluster.md", "akka.md", "serialization.md", "tls.md"],
            pages.Where(page => BlocksOf(page).Length > 0));
    }

    private static Config Parsed(string page, int block)
    {
        var text = BlocksOf(page)[block];
        foreach (var (shown, ours) in Names)
            text = text.Replace($"\"{shown}\"", $"\"{ours}\"", StringComparison.Ordinal);
        return ConfigurationFactory.ParseString(text);
    }

    private static string[] BlocksOf(string page) =>
        [.. Hocon().Matches(File.ReadAllText(Path.Combine(Docs(), page))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("```hocon\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Hocon();

    private static string Docs()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Cluster.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "docs");
    }

    public sealed record Matrix(int Rows);

    public sealed class MatrixSerializer : ITypeSerializer
    {
        public Type Type => typeof(Matrix);

        public string Name => "matrix";

        public bool TrySerialize(object value, in DumpsRequest request, out Payload payload)
        {
            payload = new Payload(new HeaderBuilder().Set("rows", ((Matrix)value).Rows).Build());
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            header.TryGetInt64("rows", out var rows) ? new Matrix((int)rows) : null;
    }

    public sealed record Box<T>(T Content);

    public sealed class BoxSerializer<T> : ITypeSerializer
    {
        public Type Type => typeof(Box<T>);

        public string Name => "box";

        public bool TrySerialize(object value, in DumpsRequest request, out Payload payload)
        {
            payload = request.Dumps(((Box<T>)value).Content);
            return true;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            new Box<T>((T)request.Loads(header, frames)!);
    }

    /// <summary>A family that takes nothing: the pages tell where it stands, not what it does.</summary>
    public abstract class EmptyFamily : SerializerFamily
    {
        public override bool TryDumps(object? value, in DumpsRequest request, out Payload payload)
        {
            payload = null!;
            return false;
        }

        public override object? Loads(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) =>
            throw new WireFormatException("nothing was ever encoded");
    }

    public sealed class ColumnFamily : EmptyFamily
    {
        public override string Name => "columns";
    }

    public sealed class ShortScanFamily : EmptyFamily
    {
        public override string Name => "short-scan";
    }

    public sealed class Lz4Codec : ICompressionCodec
    {
        public string Name => "lz4";

        public bool TryCompress(
            ReadOnlySpan<byte> source, System.Buffers.IBufferWriter<byte> destination, long bytesMax) => false;

        public void Decompress(ReadOnlySpan<byte> source, Span<byte> destination) =>
            throw new WireFormatException("nothing was ever compressed");
    }
}
