using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Serialization.Tests.Wire;

/// <summary>
/// The examples of docs/wire-pickle.md and docs/serialization.md are what the code writes. WEFT_UPDATE_GOLDENS=1 writes
/// those between comments anew.
/// </summary>
public sealed class WireExampleTests
{
    [Theory]
    [InlineData("fields", "Id", "Symbol")]
    [InlineData("properties", "<Id>k__BackingField", "<Symbol>k__BackingField")]
    public void The_bytes_of_the_page_are_those_that_are_written(string name, string id, string symbol)
    {
        var type = MakeTrade(id, symbol);
        object trade = RuntimeHelpers.GetUninitializedObject(type);
        type.GetField(id)!.SetValue(trade, 7);
        type.GetField(symbol)!.SetValue(trade, "ACME");
        var registry = new SerializerRegistry();
        registry.AllowType(type);

        var payload = new WeftSerializer(registry).Serialize(trade);

        Assert.Equal("{\"serializer\": \"pickle\"}", payload.Header.ToString());
        var frame = Assert.Single(payload.Frames);
        var shown = $"```text\n{MsgPackText.Describe(frame.Span)}\n{Convert.ToHexStringLower(frame.Span)}\n```\n";
        var part = new Regex($"<!-- begin {name} -->\n(.*?)<!-- end {name} -->", RegexOptions.Singleline);
        string text = Read("wire-pickle.md");
        if (Environment.GetEnvironmentVariable("WEFT_UPDATE_GOLDENS") == "1")
        {
            text = part.Replace(text, $"<!-- begin {name} -->\n{shown}<!-- end {name} -->");
            File.WriteAllText(PathOf("wire-pickle.md"), text);
        }

        Assert.Equal(part.Match(text).Groups[1].Value, shown);
        Assert.Contains($", {Fingerprint("Trade", id, "int", "Trade", symbol, "string")}]", shown,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_fingerprint_counts_short_names_with_their_arity()
    {
        Assert.Equal(
            Fingerprint("Inner`1", "Name", "string"), WalkedFields.FingerprintOf(typeof(Outer<int>.Inner<string>)));
        Assert.Contains("``Inner`1`` for `Shop.Outer<int>.Inner<string>`", Read("wire-pickle.md"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_types_on_the_page_are_those_that_are_written()
    {
        string own = typeof(WireExampleTests).FullName!;
        string name = TypeNames.Of(typeof(Outer<int>.Inner<string>))
            .Replace("[Weft.Serialization.Tests]", "[Shop]", StringComparison.Ordinal)
            .Replace($"{own}+", "Shop.", StringComparison.Ordinal);
        Assert.Contains($"``{name}``", Read("wire-pickle.md"), StringComparison.Ordinal);
        Assert.Equal("int[][,]", TypeNames.Of(typeof(int[,][])));
        Assert.Contains("`int[][,]` is\na two-dimensional array of `int[]`", Read("wire-pickle.md"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_on_the_page_of_serialization_is_the_one_that_is_written() => Assert.Contains(
        $"```text\n{WeftSerializer.Default.Serialize(new[] { 1.5, 2.5, 4.0 }).Header}\n```",
        Read("serialization.md"), StringComparison.Ordinal);

    // The rule of the page, written a second time.
    private static uint Fingerprint(params string[] names)
    {
        uint hash = 2166136261;
        foreach (byte each in names.SelectMany(name => Encoding.UTF8.GetBytes(name).Append((byte)0xff)))
            hash = (hash ^ each) * 16777619;
        return hash == 0 ? 1 : hash;
    }

    private static Type MakeTrade(string id, string symbol)
    {
        var module = AssemblyBuilder
            .DefineDynamicAssembly(new AssemblyName("Shop"), AssemblyBuilderAccess.Run).DefineDynamicModule("Shop");
        var type = module.DefineType("Shop.Trade", TypeAttributes.Public);
        type.DefineField(id, typeof(int), FieldAttributes.Public);
        type.DefineField(symbol, typeof(string), FieldAttributes.Public);
        return type.CreateType();
    }

    private static string Read(string page) => File.ReadAllText(PathOf(page)).ReplaceLineEndings("\n");

    private static string PathOf(string page, [CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "docs", page);

    public class Outer<T>
    {
        public class Inner<U>
        {
            public string Name = "";
        }
    }
}
