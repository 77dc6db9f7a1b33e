using System.Text.Json;

namespace ZeroPath.Webhooks;

/// <summary>An endpoint's secrets, each protected, as a row has them.</summary>
internal sealed record SealedSecrets
{
    /// <summary>Protected JSON of the headers; null if there are none.</summary>
    public string? Headers { get; init; }

    /// <summary>Protected JSON of the signing secrets; null if there are none.</summary>
    public string? SigningSecrets { get; init; }

    /// <summary>Protected JSON of the settings of its format; null if there are none.</summary>
    public string? FormatSettings { get; init; }

    /// <summary>Reads what a row has. From anything else, which somebody changed, comes what cannot be unprotected.</summary>
    public static SealedSecrets Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, RoutingJsonContext.Default.SealedSecrets) ?? throw new JsonException("It is null.");
        }
        catch (JsonException)
        {
            return new() { Headers = text, SigningSecrets = text, FormatSettings = text };
        }
    }
}
