namespace Weft.Serialization.Tests.Peers;

/// <summary>A test that runs where Node.js finds @msgpack/msgpack.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (MsgPackPeer.Node is null)
            Skip = "no node here finds @msgpack/msgpack (npm install @msgpack/msgpack, NODE_PATH to its node_modules)";
    }
}
