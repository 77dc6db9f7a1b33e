using System.Globalization;

namespace ZeroPath.Webhooks.Events;

/// <summary>Numbers by their value, however they are spelt: <c>8</c>, <c>8.0</c> and <c>80e-1</c> are the same integer.</summary>
internal static class JsonNumber
{
    /// <summary>Whether a JSON number is an integer, of any size.</summary>
    /// <param name="text">The number as it was written.</param>
    /// <param name="value">The integer; null when it does not fit in 64 bits.</param>
    public static bool IsInteger(string text, out long? value)
    {
        var (digits, zeros) = Parts(text);
        value = zeros is >= 0 and < 20
            && long.TryParse(
                $"{digits}{new string('0', (int)zeros)}", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
                ? integer
                : null;
        return zeros >= 0;
    }

    public static bool IsDecimal(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>The digits with their sign up to the last that is not zero, and the power of ten by which they count.</summary>
    private static (string Digits, double Power) Parts(string text)
    {
        var e = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        var all = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var digits = all.TrimEnd('0');
        if (digits is "" or "-")
        {
            return ("0", 0);
        }

        // A double holds any exponent, and exactly those that a payload has room for the digits of.
        var exponent = e < 0 ? 0 : double.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (digits, exponent - fraction + all.Length - digits.Length);
    }
}
