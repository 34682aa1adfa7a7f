namespace Weft.Serialization;

/// <summary>A type that is made of others: the construction of a generic definition, or an array.</summary>
/// <param name="Definition">The generic definition, or the element type.</param>
/// <param name="Arguments">The generic arguments; empty for an array.</param>
/// <param name="Rank">The dimensions of an array, or 0.</param>
internal readonly record struct TypeMaking(Type Definition, Type[] Arguments, int Rank)
{
    /// <summary>What a type is made of; false for one that is not made of others.</summary>
    public static bool TryOf(Type type, out TypeMaking making)
    {
        making = default;
        if (type.IsArray) making = new TypeMaking(type.GetElementType()!, [], type.GetArrayRank());
        else if (type.IsConstructedGenericType)
            making = new TypeMaking(type.GetGenericTypeDefinition(), type.GenericTypeArguments, 0);
        else return false;
        return true;
    }

    /// <summary>Makes the type; the runtime keeps it for the life of the process.</summary>
    public Type Make() => Rank switch
    {
        0 => Definition.MakeGenericType(Arguments),
        1 => Definition.MakeArrayType(),
        _ => Definition.MakeArrayType(Rank),
    };

    /// <inheritdoc/>
    public bool Equals(TypeMaking other) => Definition == other.Definition && Rank == other.Rank &&
        Arguments.AsSpan().SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Definition);
        hash.Add(Rank);
        foreach (var argument in Arguments) hash.Add(argument);
        return hash.ToHashCode();
    }
}
