using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Endpoints and subscriptions as rows, and back. This is the one place where secrets are protected: no store sees one in the clear.
/// </summary>
/// <param name="protector">Protects secrets.</param>
/// <param name="options">Whether endpoints may have http URLs, and where they may be.</param>
/// <param name="formats">The formats that they may have.</param>
internal sealed class ResourceCodec(ISecretProtector protector, ZeroPathWebhooksOptions options, WebhookFormats formats)
{
    // What cannot be read has no URL. This one breaks the rules, so that it is not used before somebody writes another.
    private static readonly Uri NoUrl = new("about:blank");

    private readonly AddressRules _addresses = new(options.AllowedNetworks);

    public ResourceRow RowOf(WebhookEndpoint endpoint) => new()
    {
        Kind = ResourceKind.Endpoint,
        Id = endpoint.Id,
        Name = endpoint.Name,
        OrganizationId = endpoint.OrganizationId,
        Settings = JsonSerializer.Serialize(endpoint.WithoutSecrets(), SettingsJson.Endpoint),
        Secrets = Seal(endpoint),
    };

    public static ResourceRow RowOf(WebhookSubscription subscription) => new()
    {
        Kind = ResourceKind.Subscription,
        Id = subscription.Id,
        Name = subscription.Id,
        OrganizationId = subscription.OrganizationId,
        ParentId = subscription.EndpointId,
        Settings = JsonSerializer.Serialize(subscription, SettingsJson.Subscription),
    };

    /// <summary>
    /// An endpoint that cannot be read, or breaks a rule by now, has an <see cref="WebhookEndpoint.UnreadableReason"/> (D59).
    /// </summary>
    public WebhookEndpoint EndpointOf(ResourceRow row)
    {
        var (settings, problem) = Read(row, SettingsJson.Endpoint, "endpoint");

        // The columns count, whatever the text says. And what is beyond all numbers could be read, but not written again or shown.
        var read = (settings ?? new() { Name = row.Name, Url = NoUrl }).WithoutSecrets();
        var bare = read with
        {
            Id = row.Id,
            Name = row.Name,
            OrganizationId = row.OrganizationId,
            Version = row.Version,
            MaxPerSecond = read.MaxPerSecond is { } rate ? Finite(rate) : null,
            Retry = read.Retry is { } retry ? retry with { Jitter = Finite(retry.Jitter) } : null,
        };

        // Of settings that are sealed more is said when they are read.
        var (id, secrets, format) = (row.Id, row.Secrets, bare.Format);
        var problems = EndpointRules.CheckSettings(bare, new(), options.AllowHttp, _addresses)
            .Concat(FormatRules.Check(bare, new(), formats).Where(found => secrets is null || found.Path.Member == nameof(bare.Format)));
        return bare with
        {
            BrokenRule = problem ?? Join(id, problems),

            // What was asked of a URL it keeps: one that was asked nothing takes half of the memory.
            Url = new(bare.Url.OriginalString, UriKind.RelativeOrAbsolute),

            // What fails otherwise than by what is stored is tried again at the next use.
            Stored = secrets is null ? null : new(() => Unseal(id, format, secrets), LazyThreadSafetyMode.PublicationOnly),
        };
    }

    /// <summary>What the settings say of an endpoint, as they were once; null if they cannot be read.</summary>
    public static WebhookEndpoint? BareEndpointOf(ResourceRow row) =>
        Read(row, SettingsJson.Endpoint, "endpoint").Value?.WithoutSecrets() is { } endpoint
            ? endpoint with { Id = row.Id, OrganizationId = row.OrganizationId }
            : null;

    /// <summary>What the settings say of a subscription, as they were once; null if they cannot be read.</summary>
    public static WebhookSubscription? BareSubscriptionOf(ResourceRow row) =>
        Read(row, SettingsJson.Subscription, "subscription").Value is { } subscription
            ? subscription with { Id = row.Id }
            : null;

    /// <summary>A subscription that cannot be read is disabled, and has an <see cref="WebhookSubscription.UnreadableReason"/>.</summary>
    public static WebhookSubscription SubscriptionOf(ResourceRow row)
    {
        var (settings, problem) = Read(row, SettingsJson.Subscription, "subscription");
        return (settings ?? new() { EndpointId = "", Enabled = false, UnreadableReason = problem }) with
        {
            Id = row.Id,
            EndpointId = row.ParentId ?? "",
            OrganizationId = row.OrganizationId,
            Version = row.Version,
        };
    }

    private static (T? Value, string? Problem) Read<T>(ResourceRow row, JsonTypeInfo<T> type, string what)
        where T : class
    {
        try
        {
            return (JsonSerializer.Deserialize(row.Settings, type) ?? throw new JsonException("It is null."), null);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Without the exception, which may quote what is stored.
            return (
                null,
                $"What the store holds of it cannot be read (at {(e as JsonException)?.Path ?? "its beginning"}). Save the {what} anew, "
                    + "or remove it.");
        }
    }

    private string? Seal(WebhookEndpoint endpoint)
    {
        var secrets = new SealedSecrets
        {
            Headers = endpoint.Unreadable?.Headers ?? Seal(endpoint.Headers),
            SigningSecrets = endpoint.Unreadable?.SigningSecrets ?? (endpoint.SigningSecrets.Count == 0 ? null
                : protector.Protect(JsonSerializer.Serialize([.. endpoint.SigningSecrets], RoutingJsonContext.Default.SigningSecretArray))),
            FormatSettings = endpoint.Unreadable?.FormatSettings ?? Seal(endpoint.FormatSettings),
        };
        return secrets is { Headers: null, SigningSecrets: null, FormatSettings: null }
            ? null
            : JsonSerializer.Serialize(secrets, RoutingJsonContext.Default.SealedSecrets);
    }

    private string? Seal(IReadOnlyDictionary<string, string> values) => values.Count == 0 ? null : protector.Protect(
        JsonSerializer.Serialize(new Dictionary<string, string>(values), RoutingJsonContext.Default.DictionaryStringString));

    /// <summary>Each apart: to replace what cannot be read of one must not do away with the others.</summary>
    private EndpointSecrets Unseal(string id, string format, string text)
    {
        var nothing = new WebhookEndpoint { Name = id, Url = NoUrl };
        var stored = SealedSecrets.Read(text);
        var (headers, noHeaders) = Unseal(stored.Headers, json => nothing with { Headers = ReadValues(json) });
        var (signing, noSigning) = Unseal(stored.SigningSecrets, json => nothing with
        {
            SigningSecrets = JsonSerializer.Deserialize(json, RoutingJsonContext.Default.SigningSecretArray)
                ?? throw new JsonException("It is null."),
        });
        var (settings, noSettings) = Unseal(stored.FormatSettings, json => nothing with { FormatSettings = ReadValues(json) });
        if (noSettings is not null && formats.Find(format) is { Settings.Count: 0 })
        {
            // The format has none: nobody misses what cannot be read.
            noSettings = null;
        }
        else if (noSettings is null && formats.Find(format) is not null)
        {
            noSettings = Join(id, FormatRules.Check((settings ?? nothing) with { Format = format }, new(), formats));
        }

        var reasons = string.Join(" ", new[] { noHeaders, noSigning, noSettings }.OfType<string>().Distinct());
        return new(headers?.Headers, signing?.SigningSecrets, noSettings is null ? settings?.FormatSettings : null, reasons.Length == 0
            ? null
            : new(
                noHeaders is null ? null : stored.Headers,
                noSigning is null ? null : stored.SigningSecrets,
                noSettings is null ? null : stored.FormatSettings,
                reasons));
    }

    private static double Finite(double number) => Math.Clamp(number, double.MinValue, double.MaxValue);

    private static Dictionary<string, string> ReadValues(string json) =>
        JsonSerializer.Deserialize(json, RoutingJsonContext.Default.DictionaryStringString) ?? throw new JsonException("It is null.");

    private (WebhookEndpoint? Endpoint, string? Problem) Unseal(string? text, Func<string, WebhookEndpoint> read)
    {
        if (text is null)
        {
            return (null, null);
        }

        try
        {
            var endpoint = read(protector.Unprotect(text));
            return Join(endpoint.Id, EndpointRules.CheckSecrets(endpoint, new())) is { } problem ? (null, problem) : (endpoint, null);
        }
        catch (CryptographicException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException)
        {
            return (null, "What the store holds of its headers, signing secrets or format settings cannot be read. Save them anew.");
        }
    }

    private static string? Join(string id, IEnumerable<RoutingProblem> problems) =>
        string.Join(" ", problems.Select(problem => $"{id}.{problem}")) is { Length: > 0 } text ? text : null;
}
