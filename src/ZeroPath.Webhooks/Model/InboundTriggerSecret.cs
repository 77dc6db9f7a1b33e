using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ZeroPath.Webhooks;

/// <summary>What is kept of a trigger's secret.</summary>
/// <param name="Hash">
/// SHA-256 of the secret, in hexadecimal digits. The secret is random and long, so that nobody finds it from this.
/// </param>
/// <param name="ExpiresAt">Until when it is accepted; null for ever.</param>
public sealed record InboundTriggerSecret(string Hash, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>What every secret begins with, so that it is known for one wherever it turns up.</summary>
    public const string Prefix = "zpt_";

    /// <summary>The header of a call that carries it, unless the query parameter <c>secret</c> does, as ZeroPath documents it.</summary>
    public const string Header = "zeropath-trigger-secret";

    private const int Bytes = 32;

    /// <summary>Shows nothing of it.</summary>
    public override string ToString() => $"*** until {ExpiresAt?.ToString("O") ?? "replaced"}";

    internal static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    internal static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
