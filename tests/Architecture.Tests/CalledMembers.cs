using System.Reflection;
using System.Reflection.Emit;

namespace Weft.Architecture.Tests;

/// <summary>Reads compiled method bodies and lists every member they name: calls, constructions, fields, types.</summary>
internal static class CalledMembers
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Each member that a method of the type names, with the method that does.</summary>
    public static IEnumerable<(MethodBase Caller, MemberInfo Member)> Of(Type type)
    {
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));
        foreach (var method in methods)
        {
            var body = method.GetMethodBody()?.GetILAsByteArray();
            if (body is null) continue;
            foreach (var token in Tokens(body))
            {
                var member = Resolve(method, token);
                if (member is not null) yield return (method, member);
            }
        }
    }

    private static IEnumerable<int> Tokens(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            short value = body[at++];
            if (value == 0xFE) value = (short)(0xFE00 | body[at++]);
            var code = OpCodesByValue[value];
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType
                or OperandType.InlineTok)
                yield return BitConverter.ToInt32(body, at);
            at += OperandBytes(code, body, at);
        }
    }

    private static int OperandBytes(OpCode code, byte[] body, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
        _ => 4,
    };

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        var ofType = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        var ofMethod = method is MethodInfo { IsGenericMethod: true } ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, ofMethod);
    }
}
