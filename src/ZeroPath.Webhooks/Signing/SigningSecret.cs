using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace ZeroPath.Webhooks.Signing;

/// <summary>
/// What requests are signed with, and what only sender and receiver know: <c>whsec_</c> and 24 to 64 bytes in base64, as
/// <a href="https://www.standardwebhooks.com">Standard Webhooks</a> write it.
/// </summary>
/// <remarks><see cref="ToString"/> masks it.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed record SigningSecret
{
    private const string Prefix = "whsec_";
    private const int NewBytes = 32;
    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    /// <summary>The secret as text, with its prefix.</summary>
    public required string Value { get; init; }

    /// <summary>Until when it signs beside the others; null for as long as it is there.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>A new one of 32 random bytes.</summary>
    public static SigningSecret Create() => new() { Value = $"{Prefix}{Convert.ToBase64String(RandomNumberGenerator.GetBytes(NewBytes))}" };

    /// <summary>What is wrong with it, without showing it; null for one that can be used.</summary>
    internal string? FindProblem() => TryDecode(Value, out _)
        ? null
        : $"The signing secret (***) is not '{Prefix}' and {MinBytes} to {MaxBytes} bytes in base64. SigningSecret.Create() makes one.";

    /// <exception cref="ArgumentException">It is no secret.</exception>
    internal byte[] Decode() => TryDecode(Value, out var key) ? key : throw new ArgumentException(FindProblem());

    private static bool TryDecode(string? value, out byte[] key)
    {
        key = [];
        if (value is null || !value.StartsWith(Prefix, StringComparison.Ordinal) || value.Length > Prefix.Length + (2 * MaxBytes))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[2 * MaxBytes];
        if (!Convert.TryFromBase64Chars(value.AsSpan(Prefix.Length), bytes, out var length) || length is < MinBytes or > MaxBytes)
        {
            return false;
        }

        key = bytes[..length].ToArray();
        return true;
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Value = {Prefix}***, ExpiresAt = {ExpiresAt:O}");
        return true;
    }
}
