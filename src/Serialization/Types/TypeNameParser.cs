namespace Weft.Serialization;

/// <summary>
/// Reads a type's name from the wire. The whole grammar:
/// <code>
/// type     = [ "[" assembly "]" ] name [ "[" type *( "," type ) "]" ] *( "[" *"," "]" )
/// assembly = 1*char          name = 1*char          char = any but [ ] , &amp; * \ and control characters
/// </code>
/// An array of arrays lists the inner brackets first. Length, depth, arguments and rank are limited; whatever breaks
/// the grammar or a limit is a <see cref="WireFormatException"/> with its offset in the text.
/// </summary>
internal ref struct TypeNameParser
{
    private readonly ReadOnlySpan<char> _text;
    private readonly TypeNameLimits _limits;
    private int _at;

    private TypeNameParser(ReadOnlySpan<char> text, TypeNameLimits limits)
    {
        _text = text;
        _limits = limits;
    }

    /// <summary>The parsed name of exactly one type.</summary>
    public static TypeName Parse(ReadOnlySpan<char> text, TypeNameLimits limits)
    {
        if (text.Length > limits.CharsMax)
            throw new WireFormatException(
                $"a type name has {text.Length} characters; the limit is {limits.CharsMax} (Limits.TypeNameCharsMax)");
        var parser = new TypeNameParser(text, limits);
        var name = parser.ParseType(1);
        if (parser._at != text.Length) throw parser.Unexpected("the end of the name");
        return name;
    }

    private TypeName ParseType(int depth)
    {
        if (depth > _limits.DepthMax)
            throw new WireFormatException(
                $"the type name nests deeper than {_limits.DepthMax} levels", _at);
        string? assembly = null;
        if (Next == '[')
        {
            _at++;
            assembly = ParseWord("an assembly name");
            Expect(']');
        }

        string name = ParseWord("a type name");
        IReadOnlyList<TypeName> arguments = [];
        if (Next == '[' && PeekAfter is not (']' or ',')) arguments = ParseArguments(depth);
        IReadOnlyList<int> ranks = Next == '[' ? ParseRanks(depth) : [];
        return new TypeName(assembly, name, arguments, ranks);
    }

    private List<TypeName> ParseArguments(int depth)
    {
        var arguments = new List<TypeName>();
        do
        {
            _at++;
            if (arguments.Count == _limits.ArityMax)
                throw new WireFormatException(
                    $"the type name has more than {_limits.ArityMax} generic arguments", _at);
            arguments.Add(ParseType(depth + 1));
        }
        while (Next == ',');
        Expect(']');
        return arguments;
    }

    private List<int> ParseRanks(int depth)
    {
        var ranks = new List<int>();
        while (Next == '[')
        {
            _at++;
            int rank = 1;
            while (Next == ',')
            {
                rank++;
                _at++;
            }

            Expect(']');
            if (rank > _limits.RankMax)
                throw new WireFormatException(
                    $"the type name has an array of rank {rank}; the limit is {_limits.RankMax} (Limits.RankMax)", _at);
            ranks.Add(rank);
            if (depth + ranks.Count > _limits.DepthMax)
                throw new WireFormatException(
                    $"the type name nests deeper than {_limits.DepthMax} levels", _at);
        }

        return ranks;
    }

    private string ParseWord(string what)
    {
        int start = _at;
        while (_at < _text.Length && IsWordChar(_text[_at])) _at++;
        if (_at == start) throw Unexpected(what);
        return _text[start.._at].ToString();
    }

    /// <summary>True for a character that a definition's name or an assembly's name may hold on the wire.</summary>
    public static bool IsWordChar(char c) => c is not ('[' or ']' or ',' or '&' or '*' or '\\') && !char.IsControl(c);

    private readonly char Next => _at < _text.Length ? _text[_at] : '\0';

    private readonly char PeekAfter => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    private void Expect(char c)
    {
        if (Next != c) throw Unexpected($"'{c}'");
        _at++;
    }

    private readonly WireFormatException Unexpected(string expected)
    {
        string actual = _at < _text.Length ? $"'{_text[_at]}' (U+{(int)_text[_at]:X4})" : "the end";
        return new WireFormatException(
            $"in a type name of {_text.Length} characters: expected {expected}, found {actual}", _at);
    }
}
