using System.Globalization;

namespace ZeroPath.Webhooks.Storage;

/// <summary>For stores: what a mark of the feed of changes is made of.</summary>
public sealed class ResourceMark(DateTimeOffset issuedAt, params IReadOnlyList<long> numbers)
{
    /// <summary>When it was given out, by the store's clock.</summary>
    public DateTimeOffset IssuedAt { get; } = issuedAt;

    /// <summary>The store's own numbers.</summary>
    public IReadOnlyList<long> Numbers { get; } = numbers;

    /// <summary>How long the store must know of a removal. It is an hour more than a mark is good for, so that none is missed.</summary>
    public static readonly TimeSpan RemovalsAreKept = TimeSpan.FromHours(25);

    private static readonly TimeSpan IsGoodFor = TimeSpan.FromDays(1);

    /// <summary>Reads a mark.</summary>
    /// <param name="text">What <see cref="ToString"/> wrote.</param>
    /// <param name="now">What time it is, by the store's clock.</param>
    /// <returns>The mark; null when the reader must load anew, because it is too old, from the future or no mark.</returns>
    public static ResourceMark? Parse(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        var numbers = new List<long>();
        foreach (var part in text.Split('.'))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            numbers.Add(number);
        }

        // A clock that was put back says nothing about which removals are still known.
        var age = now.ToUnixTimeMilliseconds() - numbers[0];
        return age >= 0 && age <= IsGoodFor.TotalMilliseconds ? new(now.AddMilliseconds(-age), numbers[1..]) : null;
    }

    /// <summary>As text.</summary>
    public override string ToString() =>
        string.Join(
            '.', Numbers.Prepend(IssuedAt.ToUnixTimeMilliseconds()).Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
