namespace Weft.Node.Demo;

/// <summary>What the demo's cluster runs on.</summary>
public enum DemoEngine
{
    /// <summary>Workers as children of this process or inside it.</summary>
    Local,

    /// <summary>A scheduler and workers as nodes on Akka.NET, each a process on this machine.</summary>
    Akka,
}
