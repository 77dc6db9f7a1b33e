using System.Security.Cryptography;
using System.Text.Json;

namespace ZeroPath.Webhooks.Storage;

/// <summary>The JSON form in which stores keep a <see cref="RoutingTable"/>. Values of custom headers and signing secrets are protected in it.</summary>
public static class RoutingTableJson
{
    /// <summary>Writes a configuration.</summary>
    public static string Write(RoutingTable configuration, ISecretProtector protector)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(protector);
        return JsonSerializer.Serialize(WithEndpoints(configuration, endpoint => Protect(endpoint, protector)), RoutingJsonContext.Default.RoutingTable);
    }

    /// <summary>
    /// Reads a configuration that <see cref="Write"/> wrote. An endpoint whose secrets were protected with another key, or which somebody gave
    /// headers that may not be sent, has an <see cref="WebhookEndpoint.UnreadableReason"/>; the others are as they were.
    /// </summary>
    /// <exception cref="StoreUnusableException">The text is something else: somebody changed it, or it is damaged.</exception>
    public static RoutingTable Read(string json, ISecretProtector protector)
    {
        ArgumentNullException.ThrowIfNull(protector);
        return WithEndpoints(Parse(json), endpoint => Unprotect(endpoint, protector));
    }

    private static RoutingTable Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RoutingJsonContext.Default.RoutingTable) ?? throw new JsonException("It is null.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Without the exception, which may quote a secret.
            throw new StoreUnusableException(
                $"The stored endpoints and subscriptions cannot be read (at {(e as JsonException)?.Path ?? "an unknown place"}). Put back a copy of the "
                + "store's configuration row, or delete that row to go on with what code and configuration files say.");
        }
    }

    private static RoutingTable WithEndpoints(RoutingTable configuration, Func<WebhookEndpoint, WebhookEndpoint> convert) =>
        configuration with { Endpoints = [.. configuration.Endpoints.Select(convert)] };

    private static WebhookEndpoint Protect(WebhookEndpoint endpoint, ISecretProtector protector)
    {
        var given = Convert(endpoint, protector.Protect);
        return endpoint.Unreadable is not { } stored ? given : given with
        {
            Headers = stored.Headers.Count > 0 ? stored.Headers : given.Headers,
            SigningSecrets = stored.SigningSecrets.Count > 0 ? stored.SigningSecrets : given.SigningSecrets,
        };
    }

    /// <summary>Headers and signing secrets apart: to replace what cannot be read of one must not do away with the other.</summary>
    private static WebhookEndpoint Unprotect(WebhookEndpoint stored, ISecretProtector protector)
    {
        var bare = stored.WithoutSecrets();
        var (headers, noHeaders) = Read(bare with { Headers = stored.Headers }, protector);
        var (signing, noSigning) = Read(bare with { SigningSecrets = stored.SigningSecrets }, protector);
        var reasons = string.Join(" ", new[] { noHeaders, noSigning }.OfType<string>().Distinct());
        var readable = headers is null ? bare : bare with { Headers = headers.Headers };
        readable = signing is null ? readable : readable with { SigningSecrets = signing.SigningSecrets };
        return reasons.Length == 0 ? readable : readable with
        {
            Unreadable = new(headers is null ? stored.Headers : bare.Headers, signing is null ? stored.SigningSecrets : [], reasons),
        };
    }

    private static (WebhookEndpoint? Endpoint, string? Problem) Read(WebhookEndpoint stored, ISecretProtector protector)
    {
        try
        {
            var readable = Convert(stored, protector.Unprotect);
            var problems = string.Join(" ", EndpointRules.CheckSecrets(readable, new()).Select(problem => $"{stored.Id}.{problem}"));
            return problems.Length == 0 ? (readable, null) : (null, problems);
        }
        catch (CryptographicException e)
        {
            return (null, e.Message);
        }
    }

    private static WebhookEndpoint Convert(WebhookEndpoint endpoint, Func<string, string> convert) => endpoint with
    {
        Headers = endpoint.Headers.ToDictionary(header => header.Key, header => convert(header.Value)),
        SigningSecrets = [.. endpoint.SigningSecrets.Select(secret => secret with { Value = convert(secret.Value) })],
    };
}
