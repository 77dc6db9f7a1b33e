using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Text.Json;
using ZeroPath.Webhooks.Routing;

namespace ZeroPath.Webhooks.Storage;

/// <summary>The JSON form in which stores keep a <see cref="RoutingConfiguration"/>. Values of custom headers and signing secrets are protected in it.</summary>
public static class RoutingConfigurationJson
{
    /// <summary>Writes a configuration.</summary>
    public static string Write(RoutingConfiguration configuration, ISecretProtector protector)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(protector);
        return JsonSerializer.Serialize(WithEndpoints(configuration, endpoint => Protect(endpoint, protector)), RoutingJsonContext.Default.RoutingConfiguration);
    }

    /// <summary>
    /// Reads a configuration that <see cref="Write"/> wrote. An endpoint whose secrets were protected with another key, or which somebody gave
    /// headers that may not be sent, has an <see cref="WebhookEndpoint.UnreadableReason"/>; the others are as they were.
    /// </summary>
    /// <exception cref="StoreUnusableException">The text is something else: somebody changed it, or it is damaged.</exception>
    public static RoutingConfiguration Read(string json, ISecretProtector protector)
    {
        ArgumentNullException.ThrowIfNull(protector);
        return WithEndpoints(Parse(json), endpoint => Unprotect(endpoint, protector));
    }

    private static RoutingConfiguration Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RoutingJsonContext.Default.RoutingConfiguration) ?? throw new JsonException("It is null.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Without the exception, which may quote a secret.
            throw new StoreUnusableException(
                $"The stored endpoints and subscriptions cannot be read (at {(e as JsonException)?.Path ?? "an unknown place"}). Put back a copy of the "
                + "store's configuration row, or delete that row to go on with what code and configuration files say.");
        }
    }

    private static RoutingConfiguration WithEndpoints(RoutingConfiguration configuration, Func<WebhookEndpoint, WebhookEndpoint> convert) =>
        configuration with { Endpoints = [.. configuration.Endpoints.Select(convert)] };

    private static WebhookEndpoint Protect(WebhookEndpoint endpoint, ISecretProtector protector) =>
        endpoint.Unreadable is { } stored
            ? endpoint with { Headers = stored.Headers, SigningSecrets = stored.SigningSecrets }
            : Convert(endpoint, protector.Protect);

    private static WebhookEndpoint Unprotect(WebhookEndpoint endpoint, ISecretProtector protector)
    {
        try
        {
            var readable = Convert(endpoint, protector.Unprotect);
            var problems = string.Join(" ", EndpointRules.CheckSecrets(readable, endpoint.Id));
            return problems.Length == 0 ? readable : SetAside(endpoint, problems);
        }
        catch (CryptographicException e)
        {
            return SetAside(endpoint, e.Message);
        }
    }

    private static WebhookEndpoint SetAside(WebhookEndpoint stored, string reason) => stored with
    {
        Headers = ReadOnlyDictionary<string, string>.Empty,
        SigningSecrets = [],
        Unreadable = new(stored.Headers, stored.SigningSecrets, reason),
    };

    private static WebhookEndpoint Convert(WebhookEndpoint endpoint, Func<string, string> convert) => endpoint with
    {
        Headers = endpoint.Headers.ToDictionary(header => header.Key, header => convert(header.Value)),
        SigningSecrets = [.. endpoint.SigningSecrets.Select(secret => secret with { Value = convert(secret.Value) })],
    };
}
