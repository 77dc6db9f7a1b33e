using System.Text.Json;

namespace ZeroPath.Webhooks.Tests.Events;

/// <summary>Compares documents member by member, numbers by their digits. Knows nothing of the library.</summary>
internal static class ExactJson
{
    public static bool AreEqual(JsonElement a, JsonElement b) => a.ValueKind == b.ValueKind && a.ValueKind switch
    {
        JsonValueKind.Object => a.EnumerateObject().Count() == b.EnumerateObject().Count()
            && a.EnumerateObject().All(member => b.TryGetProperty(member.Name, out var other) && AreEqual(member.Value, other)),
        JsonValueKind.Array =>
            a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray(), AreEqual).All(equal => equal),
        JsonValueKind.Number => a.GetRawText() == b.GetRawText(),
        JsonValueKind.String => a.GetString() == b.GetString(),
        _ => true,
    };

    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => AreEqual(JsonElement.Parse(a), JsonElement.Parse(b));
}
