using System.CommandLine;
using System.Runtime.InteropServices;

namespace Weft.Node;

/// <summary><c>weft info</c>: what this build is and which engines it has.</summary>
public static class InfoCommand
{
    /// <summary>The engines that were compiled in.</summary>
    public static IReadOnlyList<string> Engines { get; } =
#if WITH_AKKA
        ["local", "akka"];
#else
        ["local"];
#endif

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("info", "Show versions and engines.");
        command.SetAction(_ =>
        {
            Console.WriteLine($"weft     {typeof(InfoCommand).Assembly.GetName().Version?.ToString(3)}");
            Console.WriteLine($"runtime  {RuntimeInformation.FrameworkDescription}");
            Console.WriteLine($"system   {RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}");
            Console.WriteLine($"engines  {string.Join(", ", Engines)}");
        });
        return command;
    }
}
