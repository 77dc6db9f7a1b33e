using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>
/// Where a page begins, bound to the list and the filter that it is of, so that a mistake is noticed. It is no secret and no proof: whoever
/// makes one up to fit sees another page of what they may see, or is refused by the list itself.
/// </summary>
internal static class PageCursor
{
    public const string Mistake = "It is not the 'next' of a page of this list with these filters. Leave it out to begin anew.";

    private const int SumLength = 9;

    public static string Write(string position, string query) =>
        Base64Url.EncodeToString([.. Sum(position, query), .. Encoding.UTF8.GetBytes(position)]);

    /// <returns>The position; null if it is no cursor of this query.</returns>
    public static string? TryRead(string cursor, string query)
    {
        if (!Base64Url.IsValid(cursor) || Base64Url.DecodeFromChars(cursor) is not { Length: > SumLength } bytes)
        {
            return null;
        }

        var position = Encoding.UTF8.GetString(bytes.AsSpan(SumLength));
        return bytes.AsSpan(0, SumLength).SequenceEqual(Sum(position, query)) && !position.Contains('\0', StringComparison.Ordinal)
            ? position
            : null;
    }

    private static byte[] Sum(string position, string query) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{query}\n{position}"))[..SumLength];
}
