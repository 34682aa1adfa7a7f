using System.Collections.ObjectModel;
using System.ComponentModel;

namespace Weft.Serialization.Tests;

/// <summary>Classes of the base library that derive from others of it.</summary>
public class PickleFrameworkClassTests
{
    public static TheoryData<object> Derived =>
    [
        new BindingList<int> { 1 },
        new BindingList<Hidden> { new() },
        new ReadOnlyObservableCollection<int>([1]),
    ];

    [Theory]
    [MemberData(nameof(Derived))]
    public void A_class_that_has_no_serializer_is_refused_and_does_not_become_its_base(object value)
    {
        var weft = TestSerializers.New(typeof(Hidden).Assembly);
        var options = new SerializeOptions { OnError = OnError.Raise, Serializers = ["pickle"] };
        var error = Assert.Throws<SerializationFailedException>(() => weft.Serialize(value, options));
        Assert.Contains("has no serializer", error.Message, StringComparison.Ordinal);
        Assert.Contains(value.GetType().Namespace!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Their_bases_come_back_as_what_they_are()
    {
        var weft = TestSerializers.New();
        Collection<int> plain = [1];
        ObservableCollection<int> observable = [1];
        ReadOnlyCollection<int> readOnly = new([1]);
        foreach (object value in new object[] { plain, observable, readOnly })
            Assert.Equal(value.GetType(), weft.Deserialize(weft.Serialize(value))!.GetType());
    }

    internal sealed class Hidden;
}
