namespace Weft.Actors;

/// <summary>A deployed node in this process: <c>weft scheduler</c> and <c>weft worker</c>.</summary>
public static class WeftNode
{
    /// <summary>
    /// Starts the node and runs it until it is told to stop; then it lets tasks finish, leaves the cluster and ends. A
    /// node that the cluster shut out joins again with a new actor system.
    /// </summary>
    /// <param name="options">What it is and what it was told.</param>
    /// <param name="output">Told what happens, one line each: a word, padded to eight characters, and a text.</param>
    /// <param name="errors">Told in one line why the node could not start or go on.</param>
    /// <param name="stop">Tells it to stop.</param>
    /// <returns>One of <see cref="NodeExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        NodeOptions options, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        var verbose = false;
        try
        {
            var config = NodeConfig.Compose(options);
            verbose = config.Composed.GetString("akka.loglevel") == "DEBUG";
            return await new NodeRun(config, output).RunAsync(stop).ConfigureAwait(false);
        }
        catch (NodeException error)
        {
            var what = $"weft {options.Role.ToString().ToLowerInvariant()}";
            await errors.WriteLineAsync($"{what}: {error.Message}").ConfigureAwait(false);
            if (verbose && error.InnerException is { } cause)
                await errors.WriteLineAsync($"{cause}").ConfigureAwait(false);
            return error.ExitCode;
        }
    }
}
