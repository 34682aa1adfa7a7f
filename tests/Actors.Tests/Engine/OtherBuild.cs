using System.Reflection;
using System.Runtime.Loader;
using System.Text;

namespace Weft.Actors.Tests;

/// <summary>This assembly as another build would be: loaded beside it, with bytes of its metadata exchanged.</summary>
internal static class OtherBuild
{
    /// <summary>Its functions are <see cref="Answer"/> of a module with this id.</summary>
    public static Guid Id { get; } = Guid.NewGuid();

    public static Guid OwnId { get; } = typeof(OtherBuild).Module.ModuleVersionId;

    /// <summary>A function that other builds have too.</summary>
    public static Func<int> OfAnotherModule() => Load(OwnId.ToByteArray(), Id.ToByteArray(), nameof(Answer));

    /// <summary>A function that this build, whose id it bears, does not have.</summary>
    public static Func<int> OfNoMethodHere() =>
        Load(Name(nameof(AnswerOfMine)), Name(Gone), Gone);

    public const string Gone = "AnswerOfOurs";

    public static int Answer() => 42;

    public static int AnswerOfMine() => 43;

    // As names stand in metadata.
    private static byte[] Name(string name) => Encoding.UTF8.GetBytes($"\0{name}\0");

    private static Func<int> Load(byte[] from, byte[] to, string method)
    {
        var image = File.ReadAllBytes(typeof(OtherBuild).Assembly.Location);
        var at = image.AsSpan().IndexOf(from);
        Assert.True(at > 0 && image.AsSpan(at + 1).IndexOf(from) < 0, "the metadata holds it exactly once");
        to.CopyTo(image, at);
        var context = new AssemblyLoadContext($"another build, {method}");
        var loaded = context.LoadFromStream(new MemoryStream(image));
        var type = loaded.GetType(typeof(OtherBuild).FullName!, throwOnError: true)!;
        return type.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<Func<int>>();
    }
}
