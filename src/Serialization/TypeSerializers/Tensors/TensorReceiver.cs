using System.Numerics.Tensors;

namespace Weft.Serialization;

/// <summary>Receives the elements of a tensor straight into the array that the tensor is then laid over.</summary>
internal sealed class TensorReceiver<T>(ElementType<T> element, TensorLayout layout, ReadOnlySpan<long> frameBytes)
    : PayloadReceiver
    where T : unmanaged
{
    private readonly BlockReceiver<T> _elements =
        new(element, BlockKind.Array, [(long)layout.Extent()], frameBytes);

    public override int FrameCount => _elements.FrameCount;

    internal override bool IsForeign => false;

    public override Memory<byte> Destination(int frame) => _elements.Destination(frame);

    public override object Complete()
    {
        var array = (T[])_elements.Complete()!;
        Span<nint> lengths = stackalloc nint[layout.Lengths.Length];
        Span<nint> strides = stackalloc nint[lengths.Length];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            (lengths[axis], strides[axis]) = ((nint)layout.Lengths[axis], (nint)layout.Strides[axis]);
        }

        try
        {
            return layout.IsPacked && layout.IsRowMajor
                ? Tensor.Create(array, lengths)
                : Tensor.Create(array, lengths, strides);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new WireFormatException($"a tensor is none by the rules of .NET: {error.Message}", -1, error);
        }
    }

    protected override void Dispose(bool disposing) => _elements.Dispose();
}
