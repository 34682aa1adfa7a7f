namespace Weft.Serialization.Tests.Peers;

/// <summary>A test that runs where Python has msgpack.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (MsgPackPeer.Python is null)
            Skip = "no python3 here can import msgpack (Debian: apt-get install python3-msgpack)";
    }
}
