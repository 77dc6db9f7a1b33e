using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace ZeroPath.Webhooks;

/// <summary>
/// What tells a version of an endpoint or a subscription from every other (D57): its number in the store; for what code and configuration
/// files give a hash of all of it, secrets included.
/// </summary>
/// <remarks>
/// The hash is keyed by what is given as a whole, stretched: nodes with the same configuration agree, across restarts too, and whoever sees
/// the tag of an endpoint cannot try out passwords for its headers.
/// </remarks>
internal sealed class VersionTags(RoutingTable given)
{
    private const int Length = 12;
    private const int Iterations = 100_000;

    private readonly Lazy<byte[]> _key = new(() => Rfc2898DeriveBytes.Pbkdf2(
        [.. given.Endpoints.SelectMany(Bytes)], "ZeroPath.Webhooks"u8, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes));

    public string Of(WebhookEndpoint endpoint) => Of(endpoint.Version, () => Bytes(endpoint));

    public string Of(WebhookSubscription subscription) => Of(
        subscription.Version, () => JsonSerializer.SerializeToUtf8Bytes(subscription, RoutingJsonContext.Default.WebhookSubscription));

    private string Of(long version, Func<byte[]> bytes) => version > 0
        ? version.ToString(CultureInfo.InvariantCulture)
        : Base64Url.EncodeToString(HMACSHA256.HashData(_key.Value, bytes()).AsSpan(0, Length));

    private static byte[] Bytes(WebhookEndpoint endpoint) =>
    [
        .. JsonSerializer.SerializeToUtf8Bytes(endpoint.WithoutSecrets(), RoutingJsonContext.Default.WebhookEndpoint),
        .. Bytes(endpoint.Headers),
        .. Bytes(endpoint.FormatSettings),
        .. JsonSerializer.SerializeToUtf8Bytes([.. endpoint.SigningSecrets], RoutingJsonContext.Default.SigningSecretArray),
    ];

    private static byte[] Bytes(IReadOnlyDictionary<string, string> values) => JsonSerializer.SerializeToUtf8Bytes(
        [.. values.OrderBy(item => item.Key, StringComparer.Ordinal).SelectMany(item => (string[])[item.Key, item.Value])],
        RoutingJsonContext.Default.StringArray);
}
