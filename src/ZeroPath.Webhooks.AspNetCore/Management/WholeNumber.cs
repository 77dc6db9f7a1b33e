using System.Globalization;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Whole numbers as JSON Schema knows them: 8.0 is one too.</summary>
internal static class WholeNumber
{
    private const NumberStyles Json = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static bool TryParse(string text, out int number)
    {
        var isWhole = decimal.TryParse(text, Json, CultureInfo.InvariantCulture, out var value)
            && decimal.IsInteger(value) && value is >= int.MinValue and <= int.MaxValue;
        number = isWhole ? (int)value : 0;
        return isWhole;
    }
}
