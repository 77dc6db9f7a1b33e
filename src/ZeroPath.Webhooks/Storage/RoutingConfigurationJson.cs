using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Text.Json;
using ZeroPath.Webhooks.Routing;

namespace ZeroPath.Webhooks.Storage;

/// <summary>The JSON form in which stores keep a <see cref="RoutingConfiguration"/>. Values of custom headers are protected in it.</summary>
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
            // Without what the JSON says: it holds secrets. (The exception's own message quotes at most a character.)
            throw new StoreUnusableException(
                $"The stored endpoints and subscriptions cannot be read (at {(e as JsonException)?.Path ?? "an unknown place"}). Put back a copy of the "
                + "store's configuration row, or delete that row to go on with what code and configuration files say.");
        }
    }

    private static RoutingConfiguration WithEndpoints(RoutingConfiguration configuration, Func<WebhookEndpoint, WebhookEndpoint> convert) =>
        configuration with { Endpoints = [.. configuration.Endpoints.Select(convert)] };

    private static WebhookEndpoint Protect(WebhookEndpoint endpoint, ISecretProtector protector) =>
        endpoint with { Headers = endpoint.Unreadable?.Stored ?? Convert(endpoint.Headers, protector.Protect) };

    private static WebhookEndpoint Unprotect(WebhookEndpoint endpoint, ISecretProtector protector)
    {
        try
        {
            var headers = Convert(endpoint.Headers, protector.Unprotect);
            var problems = string.Join(" ", EndpointRules.CheckHeaders(headers, endpoint.Id));
            return problems.Length == 0
                ? endpoint with { Headers = headers }
                : endpoint with { Headers = ReadOnlyDictionary<string, string>.Empty, Unreadable = new(endpoint.Headers, problems) };
        }
        catch (CryptographicException e)
        {
            return endpoint with { Headers = ReadOnlyDictionary<string, string>.Empty, Unreadable = new(endpoint.Headers, e.Message) };
        }
    }

    private static Dictionary<string, string> Convert(IReadOnlyDictionary<string, string> headers, Func<string, string> convert) =>
        headers.ToDictionary(header => header.Key, header => convert(header.Value));
}
