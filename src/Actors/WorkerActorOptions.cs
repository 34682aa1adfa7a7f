using Akka.Configuration;
using Weft.Runtime;

namespace Weft.Actors;

/// <summary>What a worker in an actor system is told when it starts.</summary>
public sealed record WorkerActorOptions
{
    /// <summary>Its name, also the actor's.</summary>
    public string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Name));
            field = value;
        }
    } = "weft-worker";

    /// <summary>How many functions it runs at once, each on a thread of the worker's own.</summary>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Threads));
            field = value;
        }
    } = 1;

    /// <summary>
    /// Whose functions it runs, of no assembly unless you say so. From then on its system also makes the delegates that
    /// stand in values of this code, for as long as the system lives.
    /// </summary>
    public CodePolicy Code { get; init; } = CodePolicy.Nothing;

    /// <summary>
    /// Where the admitted assemblies and what they depend on are looked for, beside the folder of the node's program.
    /// An admitted assembly that is nowhere stops the start.
    /// </summary>
    public IReadOnlyList<string> AssemblyDirectories { get; init; } = [];

    /// <summary>What stands under <c>weft.worker</c>.</summary>
    internal static WorkerActorOptions From(WeftExtension extension)
    {
        var (settings, own) = (extension.Engine, extension.System.Provider.DefaultAddress);
        return new WorkerActorOptions
        {
            Name = settings.WorkerName.Length > 0 ? settings.WorkerName : $"{own.Host}:{own.Port}",
            Threads = settings.WorkerThreads,
            Code = CodePolicy.Admit(settings.Admit),
            AssemblyDirectories = settings.Assemblies,
        };
    }

    /// <summary>The admitted code, loaded.</summary>
    /// <exception cref="ConfigurationException">A directory or an admitted assembly is not there; names it.</exception>
    internal AssemblyCodeSource OpenCode()
    {
        try
        {
            var code = new AssemblyCodeSource(Code, AssemblyDirectories);
            code.RequireAdmitted();
            return code;
        }
        catch (Exception error) when (error is IOException)
        {
            throw new ConfigurationException(
                $"weft.worker: {error.Message.ReplaceLineEndings(" ")}; check weft.worker.admit and "
                + "weft.worker.assemblies",
                error);
        }
    }
}
