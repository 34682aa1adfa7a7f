using System.Reflection;
using System.Reflection.Emit;
using Weft.Serialization;

namespace Weft.Runtime.Tests;

/// <summary>Assemblies that lie in directories beside the program.</summary>
public sealed class AssemblyDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("weft-code-").FullName;
    private readonly string _mark = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public void An_admitted_assembly_and_what_it_depends_on_are_found_in_a_directory()
    {
        var (name, needed) = ($"Contoso.Sums{_mark}", $"Contoso.Numbers{_mark}");
        var mvid = Write(name, needed);
        var source = new AssemblyCodeSource(CodePolicy.Admit([name]), [_directory]);
        source.RequireAdmitted();
        Assert.True(source.TryGetAssembly(name, mvid, out var assembly, out _));
        Assert.Equal(42, assembly.GetType("Sums")!.GetMethod("Answer")!.Invoke(null, null));

        // What is not admitted may be a dependency and nothing more.
        Assert.False(source.TryGetAssembly(needed, mvid, out _, out var refusal));
        Assert.Contains($"does not admit assembly '{needed}'", refusal, StringComparison.Ordinal);

        // The types are the very ones that the serializer's policy finds.
        var policy = TypePolicy.Closed.AllowAssembly(name);
        Assert.True(policy.Allows(assembly.GetType("Sums")!));
    }

    [Fact]
    public void A_directory_or_an_admitted_assembly_that_is_not_there_is_named()
    {
        var missing = Path.Combine(_directory, "nothing");
        var error = Assert.Throws<DirectoryNotFoundException>(
            () => new AssemblyCodeSource(CodePolicy.Nothing, [missing]));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        var source = new AssemblyCodeSource(CodePolicy.Admit([$"Contoso.Gone{_mark}"]), [_directory]);
        var gone = Assert.Throws<FileNotFoundException>(source.RequireAdmitted);
        Assert.Contains($"Contoso.Gone{_mark}", gone.Message, StringComparison.Ordinal);
        Assert.Contains(_directory, gone.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A loaded assembly keeps its file on some systems.
        }
    }

    private Guid Write(string name, string needed)
    {
        var numbers = new PersistedAssemblyBuilder(new AssemblyName(needed), typeof(object).Assembly);
        var type = numbers.DefineDynamicModule(needed).DefineType("Numbers", TypeAttributes.Public);
        var number = Method(type, "Number", code => code.Emit(OpCodes.Ldc_I4, 42));
        type.CreateType();
        numbers.Save(Path.Combine(_directory, needed + ".dll"));

        var sums = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        var user = sums.DefineDynamicModule(name).DefineType("Sums", TypeAttributes.Public);
        Method(user, "Answer", code => code.Emit(OpCodes.Call, number));
        user.CreateType();
        var path = Path.Combine(_directory, name + ".dll");
        sums.Save(path);
        using var file = File.OpenRead(path);
        using var reader = new System.Reflection.PortableExecutable.PEReader(file);
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(reader);
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static MethodBuilder Method(TypeBuilder type, string name, Action<ILGenerator> body)
    {
        var method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, typeof(int), []);
        var code = method.GetILGenerator();
        body(code);
        code.Emit(OpCodes.Ret);
        return method;
    }
}
