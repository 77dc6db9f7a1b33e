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
        return JsonSerializer.Serialize(WithHeaders(configuration, protector.Protect), RoutingJsonContext.Default.RoutingConfiguration);
    }

    /// <summary>Reads a configuration that <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The secrets were protected with another key.</exception>
    public static RoutingConfiguration Read(string json, ISecretProtector protector)
    {
        ArgumentNullException.ThrowIfNull(protector);
        var configuration = JsonSerializer.Deserialize(json, RoutingJsonContext.Default.RoutingConfiguration)
            ?? throw new JsonException("The stored configuration is null.");
        return WithHeaders(configuration, protector.Unprotect);
    }

    private static RoutingConfiguration WithHeaders(RoutingConfiguration configuration, Func<string, string> convert) => configuration with
    {
        Endpoints = [.. configuration.Endpoints.Select(endpoint => endpoint with
        {
            Headers = endpoint.Headers.ToDictionary(header => header.Key, header => convert(header.Value)),
        })],
    };
}
