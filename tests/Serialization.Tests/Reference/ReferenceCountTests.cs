using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Weft.Serialization.Tests;

/// <summary>
/// Counts which tests of the reference are tests of ours. It reads sources, since the tests stand in several projects,
/// some of which are not always built.
/// </summary>
public sealed partial class ReferenceCountTests
{
    private const int DifferencesMax = 15;

    [Fact]
    public void The_table_has_149_tests_of_which_73_carry_over_and_36_are_adapted()
    {
        Assert.Equal(Enumerable.Range(1, 149), ReferenceTable.All.Select(test => test.Number));
        Assert.Equal(73, ReferenceTable.All.Count(test => test.Tag == ReferenceTag.Carries));
        Assert.Equal(36, ReferenceTable.All.Count(test => test.Tag == ReferenceTag.Adapted));
        Assert.Equal(149, ReferenceTable.All.Select(test => test.Name).Distinct().Count());
    }

    [Fact]
    public void Every_test_that_carries_over_is_a_test_of_ours()
    {
        var found = Found();
        var missing = Missing(ReferenceTag.Carries, found.ContainsKey);
        Assert.True(missing.Length == 0, $"no test here has the trait: {missing}");
    }

    [Fact]
    public void Every_adapted_test_is_a_test_of_ours_or_a_difference_with_a_reason()
    {
        var found = Found();
        var differences = Differences();
        var missing = Missing(
            ReferenceTag.Adapted, number => found.ContainsKey(number) || differences.ContainsKey(number));
        Assert.True(missing.Length == 0, $"neither a test here nor a difference: {missing}");
    }

    [Fact]
    public void The_differences_are_few_each_of_an_adapted_test_that_has_no_test_here()
    {
        var found = Found();
        var differences = Differences();
        Assert.InRange(differences.Count, 1, DifferencesMax);
        Assert.All(differences, difference =>
        {
            Assert.Equal(ReferenceTag.Adapted, ReferenceTable.All[difference.Key - 1].Tag);
            Assert.True(difference.Value.Length > 40, $"{difference.Key} stands without a reason");
            Assert.False(found.ContainsKey(difference.Key), $"{difference.Key} is a test and a difference");
        });
    }

    [Fact]
    public void The_trait_names_numbers_of_the_table_and_stands_on_tests()
    {
        var wrong = Traits().Where(trait => trait.Number is < 1 or > 149 || !trait.IsOnTest)
            .Select(trait => $"{trait.File}: {trait.Number}");
        Assert.Empty(wrong);
    }

    private static string Missing(ReferenceTag tag, Func<int, bool> isThere) => string.Join(
        "; ",
        ReferenceTable.All.Where(test => test.Tag == tag && !isThere(test.Number))
            .Select(test => $"{test.Number} {test.Name}"));

    private static Dictionary<int, string[]> Found() => Traits().GroupBy(trait => trait.Number)
        .ToDictionary(group => group.Key, group => group.Select(trait => trait.File).ToArray());

    // The rows of the table whose first column is a number.
    private static Dictionary<int, string> Differences()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs", "serialization.md"));
        return DifferenceRow().Matches(document).ToDictionary(
            row => Number(row.Groups[1]), row => row.Groups[2].Value.Trim());
    }

    private static IEnumerable<(int Number, string File, bool IsOnTest)> Traits()
    {
        var generated = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        foreach (var file in Directory.GetFiles(Path.Combine(Root(), "tests"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains(generated, StringComparison.Ordinal)) continue;
            foreach (var trait in TraitsOf(file)) yield return trait;
        }
    }

    // The attributes of a member stand before it; what continues them on further lines holds no trait.
    private static IEnumerable<(int Number, string File, bool IsOnTest)> TraitsOf(string file)
    {
        var numbers = new List<int>();
        var isOnTest = false;
        foreach (var line in File.ReadLines(file).Select(line => line.TrimStart()))
        {
            if (line.StartsWith('['))
            {
                numbers.AddRange(Trait().Matches(line).Select(trait => Number(trait.Groups[1])));
                isOnTest |= TestAttribute().IsMatch(line);
            }
            else if (MemberStart().IsMatch(line))
            {
                foreach (var number in numbers) yield return (number, Path.GetFileName(file), isOnTest);
                numbers.Clear();
                isOnTest = false;
            }
        }
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    private static string Root([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here)!;
        while (!File.Exists(Path.Combine(folder, "Cluster.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"\[(?:Fact|Theory)\b|, (?:Fact|Theory)\b")]
    private static partial Regex TestAttribute();

    [GeneratedRegex("^(?:public|private|protected|internal) ")]
    private static partial Regex MemberStart();

    [GeneratedRegex(@"Trait\(""reference"", ""(\d+)""\)")]
    private static partial Regex Trait();

    [GeneratedRegex(@"^\| (\d+) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex DifferenceRow();
}
