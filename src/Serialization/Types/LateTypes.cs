namespace Weft.Serialization;

/// <summary>What a policy asks before it judges a type: registrations that were put off until its assembly is
/// met.</summary>
internal sealed class LateTypes(RegistryView view)
{
    /// <summary>False where an answer may be another a moment later.</summary>
    public bool IsFinal => !view.Registry.IsLoading;

    /// <summary>The policy after all that was put off for a type has been registered; null where nothing was.</summary>
    public TypePolicy? After(Type type) => Other(view.Registry.LoadLazy(view, type));

    /// <summary>The policy after all that was put off for the assemblies of a name has been registered; null where
    /// nothing was.</summary>
    /// <exception cref="WireFormatException">A registration failed.</exception>
    public TypePolicy? After(TypeName name)
    {
        var after = view;
        Load(name, ref after);
        return Other(after);
    }

    private static void Load(TypeName name, ref RegistryView after)
    {
        if (name.Assembly is { } assembly)
        {
            try
            {
                after = after.Registry.LoadLazy(after, assembly);
            }
            catch (Exception error) when (!WeftSerializer.IsTyped(error))
            {
                throw new WireFormatException(
                    $"what was put off until the assembly {assembly} is met cannot be registered: {error.Message}",
                    -1,
                    error);
            }
        }

        foreach (var argument in name.Arguments) Load(argument, ref after);
    }

    private TypePolicy? Other(RegistryView after) => ReferenceEquals(after, view) ? null : after.Policy;
}
