using System.Globalization;
using Weft.Runtime;

namespace Weft.Actors.Tests;

/// <summary>
/// A client outside the cluster, by a contact and settings. For each line it hears it runs a function and says its
/// result, or the name of the error; ends with its standard input.
/// </summary>
internal static class OutsideProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var outside = NodeClient.Open(new NodeClientOptions
        {
            Contacts = [args[0]],
            Hostname = "127.0.0.1",
            Timeout = EngineNodes.Patience,
            Settings = args[1..],
        });
        await using var client = await outside.ConnectAsync(new ClientOptions(), CancellationToken.None);
        Console.WriteLine("connected");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            try
            {
                var future = client.Submit(Twice, int.Parse(line, CultureInfo.InvariantCulture));
                Console.WriteLine(await future.ResultAsync().WaitAsync(EngineNodes.Patience));
            }
            catch (Exception error)
            {
                Console.WriteLine($"{error.GetType().Name} {error.Message.ReplaceLineEndings(" ")}");
            }
        }

        return 0;
    }

    private static int Twice(int value) => 2 * value;
}
