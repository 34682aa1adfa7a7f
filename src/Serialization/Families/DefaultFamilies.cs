namespace Weft.Serialization;

/// <summary>What every registry begins with: the one place where built-in families are named.</summary>
internal static class DefaultFamilies
{
    /// <summary>The families tried where neither a call nor a serializer names any.</summary>
    public static readonly IReadOnlyList<string> Order = [DaskFamily.FamilyName, "pickle"];

    /// <summary>Registers the built-in families and per-type serializers.</summary>
    public static void AddTo(SerializerRegistry registry)
    {
        registry.RegisterFamily(new DaskFamily());
        registry.RegisterFamily(new PickleFamily());
        registry.RegisterFamily(new MsgPackFamily());
        registry.RegisterFamily(new ErrorFamily());
        registry.RegisterCompression(new BrotliCodec());
        registry.RegisterCompression(new ZlibCodec());
        registry.AddFactory(new BlockFactory());
        foreach (var kind in BlockKinds.All) registry.AddReader(new BlockReader(kind));
        registry.AddFactory(new TensorFactory());
        registry.AddReader(new TensorReader());
        registry.AddFactory(new NullableColumnFactory());
        registry.AddReader(new NullableColumnReader(isList: false));
        registry.AddReader(new NullableColumnReader(isList: true));
        registry.AddFactory(new BoxedRunFactory());
        registry.AddReader(new BoxedRunReader());
        registry.Register(new StringColumnSerializer());
        registry.Register(new StringListSerializer());
        registry.Register(new BitArraySerializer());
        registry.Register(new OffsetTimeColumnSerializer());
        registry.Register(new TableSerializer());
        registry.Register(new ExceptionSerializer());
    }
}
