using System.Text.Json;

namespace ZeroPath.Webhooks;

/// <summary>
/// Cuts what another system would refuse for its size: first the longest texts, and only where that is not enough the longest lists.
/// What was cut says so.
/// </summary>
internal static class Cutting
{
    public const string Mark = "… (cut)";

    // Below this a text says nothing: then lists are cut.
    private const int MinText = 32;

    /// <summary>A text that is no longer than this, with the mark at its end if it was cut.</summary>
    public static string Text(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        var end = max - Mark.Length;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + Mark;
    }

    /// <summary>The most that fits.</summary>
    /// <param name="max">How much fits.</param>
    /// <param name="make">Makes it with these limits.</param>
    /// <param name="measure">How much it is.</param>
    public static (T Made, bool IsCut) Fit<T>(int max, Func<CutLimits, T> make, Func<T, int> measure)
        where T : class
    {
        var whole = make(CutLimits.None);
        if (measure(whole) <= max)
        {
            return (whole, false);
        }

        // A text that fits is no longer than what fits, and a list has no more items.
        return Largest(MinText, max, length => make(new(length, int.MaxValue))) is { } texts ? (texts, true)
            : (Largest(0, max, count => make(new(MinText, count))) ?? make(new(MinText, 0)), true);

        T? Largest(int low, int high, Func<int, T> at)
        {
            var best = default(T);
            while (low <= high)
            {
                var middle = low + ((high - low) / 2);
                var made = at(middle);
                (best, low, high) = measure(made) <= max ? (made, middle + 1, high) : (best, low, middle - 1);
            }

            return best;
        }
    }

    /// <summary>Writes a value within limits. Numbers keep their digits.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement value, CutLimits limits)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                WriteMembers(writer, value, limits);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray().Take(limits.MaxItems))
                {
                    Write(writer, item, limits);
                }

                if (value.GetArrayLength() > limits.MaxItems)
                {
                    writer.WriteStringValue(Mark);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when limits.MaxText < int.MaxValue:
                writer.WriteStringValue(Text(value.GetString()!, limits.MaxText));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement value, CutLimits limits)
    {
        var isCut = false;
        foreach (var (index, member) in value.EnumerateObject().Index())
        {
            // Names are not cut: two of them could become one.
            if (index >= limits.MaxItems || member.Name.Length > limits.MaxText)
            {
                isCut = true;
                continue;
            }

            writer.WritePropertyName(member.Name);
            Write(writer, member.Value, limits);
        }

        if (isCut)
        {
            writer.WriteString("…", Mark);
        }
    }
}
