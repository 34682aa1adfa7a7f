namespace Weft.Fuzz;

/// <summary>Every reader of outside bytes. Their order is part of what a number means: add at the end.</summary>
public static class FuzzTargets
{
    /// <summary>The targets, each with a corpus of its own.</summary>
    public static IReadOnlyList<FuzzTarget> Make() =>
    [
        new MsgPackTarget(),
        new HeaderTarget(),
        new DeserializeTarget(),
        new ReceiveTarget(),
        new LoadsTarget(),
        new MessageTarget(),
        new PackedEnvelopeTarget(),
        new FunctionTarget(),
        new TaskCallTarget(),
        new ConnectionTarget(),
    ];
}
