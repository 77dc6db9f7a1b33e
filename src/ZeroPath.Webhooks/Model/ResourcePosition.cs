using System.Globalization;

namespace ZeroPath.Webhooks;

/// <summary>A place in a list that is in the order of names, then ids; both are compared by the numbers of their characters.</summary>
public sealed class ResourcePosition(string name, string id)
{
    internal const string Mistake = "'After' must be the Next of another page.";

    /// <summary>The name of the item before it.</summary>
    public string Name { get; } = name;

    /// <summary>The id of that item.</summary>
    public string Id { get; } = id;

    /// <summary>The order of such lists.</summary>
    public static Comparer<ResourcePosition> Order { get; } = Comparer<ResourcePosition>.Create((one, other) =>
        string.CompareOrdinal(one.Name, other.Name) is not 0 and var order ? order : string.CompareOrdinal(one.Id, other.Id));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static ResourcePosition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text) ?? throw new ArgumentException(Mistake, nameof(text));
    }

    /// <summary>As the <see cref="Page{T}.Next"/> of a page.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name.Length}:{Name}{Id}");

    /// <returns>The position; null if the text is something else.</returns>
    internal static ResourcePosition? TryParse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length < text.Length - colon
            ? new(text.Substring(colon + 1, length), text[(colon + 1 + length)..])
            : null;
    }
}
