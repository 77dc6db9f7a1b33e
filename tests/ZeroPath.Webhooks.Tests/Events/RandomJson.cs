using System.Text.Json.Nodes;
using CsCheck;

namespace ZeroPath.Webhooks.Tests.Events;

/// <summary>Payloads with random additions at every level, in random spellings.</summary>
internal static class RandomJson
{
    private static readonly Gen<string> Number = Gen.OneOf(
        "0", "-0", "0.0", "1.10", "-1.5e-3", "1E+2", "12345678901234567890123", "1e400", "0.30000000000000004", "9223372036854775808");

    private static readonly Gen<string> Character = Gen.Frequency(
        (8, Gen.Char['a', 'z'].Select(c => c.ToString())),
        (1, Gen.OneOf("é", "漢", "😀", "\u2028", "<", "&", "'", "/", "\u007f", "\ufeff", "$", ".")),
        (1, Gen.OneOf("\\n", "\\\"", "\\\\", "\\/", "\\u0000", "\\u00e9", "\\ud83d\\ude00", "\\u0041", "\\u2028")));

    private static readonly Gen<string> Text = Character.Array[0, 12].Select(string.Concat);

    private static readonly Gen<string> Scalar =
        Gen.OneOf<string>(Number, Text.Select(text => $"\"{text}\""), Gen.OneOf("true", "false", "null", "{}", "[]", "[ null ]"));

    // The counter keeps names apart; two names that differ in spelling only would be duplicates.
    private static Gen<string> Members(Gen<string> value) => Gen.Select(Text, value).Array[0, 3].Select(members =>
        string.Join(" ,\n", members.Select((member, index) => $"\"_{index}{member.Item1}\" : {member.Item2}")));

    private static readonly Gen<string> Shallow = Gen.OneOf(Scalar, Members(Scalar).Select(members => $"{{{members}}}"));

    private static readonly Gen<string> Value =
        Gen.OneOf(
            Scalar,
            Members(Shallow).Select(members => $"{{ {members} }}"),
            Shallow.Array[0, 3].Select(items => $"[{string.Join(",", items)}]"));

    public static Gen<string> Payload(string type) =>
        from additions in Members(Value).Array[24]
        from isFull in Gen.Bool
        select Spell(JsonNode.Parse(Documents.Payload(type, isFull || !Documents.TypesWithoutRequirements.Contains(type)
            ? Documents.Full(type)
            : Documents.Least()))!, new Queue<string>(additions));

    private static string Spell(JsonNode? node, Queue<string> additions)
    {
        switch (node)
        {
            case JsonObject json:
                var members = json.Select(member => $"\"{member.Key}\":{Spell(member.Value, additions)}").ToList();
                if (additions.TryDequeue(out var addition) && addition.Length > 0)
                {
                    members.Insert(members.Count / 2, addition);
                }

                return $"{{{string.Join(",", members)}}}";
            case JsonArray items:
                return $"[{string.Join(",", items.Select(item => Spell(item, additions)))}]";
            default:
                return node?.ToJsonString() ?? "null";
        }
    }
}
