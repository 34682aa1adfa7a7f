using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Weft.Fuzz;

namespace Weft.Serialization.Tests.HostileClaims;

/// <summary>No input ends a process by its nesting, however little stack its thread has.</summary>
public class SmallStackTests
{
    private const int StackBytes = 96 * 1024;
    private static readonly WeftSerializer Weft = TestSerializers.New();
    private static readonly byte[] Deep = Pack.Repeat(255, [0x91], 0xc0);

    [Fact]
    public void A_message_that_is_nested_to_the_limit_is_read_or_refused_on_a_small_stack()
    {
        OnSmallStack(() => Accept<WireFormatException>(() => Weft.Loads([Deep])));
        OnSmallStack(() => Accept<WireFormatException>(
            () => Weft.Deserialize(ErrorlessPayload(Pack.Map("serializer", "msgpack"), Deep))));
        Assert.NotNull(Weft.Loads([Deep]));
    }

    [Fact]
    public void A_run_that_is_nested_to_the_limit_is_inspected_on_a_small_stack()
    {
        OnSmallStack(() => Assert.NotEmpty(
            WireText.Describe(new WireRecord(WireRecordKind.MsgPack, "deep", [Deep])).Text));
    }

    [Fact]
    public void Lengths_that_are_nested_to_the_limit_are_added_up_on_a_small_stack()
    {
        var header = Pack.Of(Pack.Map(
            "serializer", "msgpack", "decompressed-bytes", new Raw(Pack.Repeat(250, [0x91], 0x01))));
        OnSmallStack(() => Assert.InRange(WeftSerializer.DecompressedBytes(header, Limits.Default), 0, 1));
    }

    [Fact]
    public void A_message_is_written_or_refused_on_a_small_stack()
    {
        object? nested = new ToSerialize(1);
        for (int i = 0; i < 250; i++) nested = new List<object?> { nested };
        OnSmallStack(() => Accept<SerializationFailedException>(() => Weft.Dumps(nested)));
    }

    [Fact]
    public void A_graph_is_refused_at_its_first_level_where_the_stack_is_used_up()
    {
        var options = new SerializeOptions { Serializers = ["pickle"], OnError = OnError.Raise };
        foreach (object value in new object[] { new List<object> { 1, "a" }, (1, "a"), new[] { "a" } })
        {
            Assert.NotNull(Weft.Serialize(value, options));
            var error = AtTheEndOfTheStack(() => Weft.Serialize(value, options));
            Assert.Contains(
                "the thread's stack sets a limit too",
                Assert.IsType<SerializationFailedException>(error).Message,
                StringComparison.Ordinal);
        }
    }

    // Not optimized: a call at its end would take no stack.
    [MethodImpl(MethodImplOptions.NoOptimization | MethodImplOptions.NoInlining)]
    private static Exception? AtTheEndOfTheStack(Func<object?> call) =>
        RuntimeHelpers.TryEnsureSufficientExecutionStack() ? AtTheEndOfTheStack(call) : Record.Exception(call);

    // How much stack a level takes depends on the build; what matters is that the process lives.
    private static void Accept<T>(Func<object?> call)
        where T : Exception
    {
        try
        {
            Assert.NotNull(call());
        }
        catch (T error)
        {
            Assert.Contains("stack", error.Message, StringComparison.Ordinal);
        }
    }

    private static Payload ErrorlessPayload(Map header, byte[] frame) =>
        new(Header.FromEncoded(Pack.Of(header)), frame);

    private static void OnSmallStack(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception error)
                {
                    failure = ExceptionDispatchInfo.Capture(error);
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
