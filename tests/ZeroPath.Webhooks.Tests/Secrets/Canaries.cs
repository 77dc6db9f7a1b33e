using System.Text.Json;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Tests.Events;

namespace ZeroPath.Webhooks.Tests.Secrets;

/// <summary>Secrets that occur nowhere else, and what has them.</summary>
internal static class Canaries
{
    public const string Header = "canary7header";
    public const string UserInfo = "canary7user";
    public const string Path = "canary7path";
    public const string Query = "canary7query";
    public const string Fragment = "canary7fragment";
    public const string Payload = "canary7payload";
    public const string Answer = "canary7answer";
    public const string RoutingKey = "canary7routing0key0canary7routin";
    public const string Key = "canary7key/canary7key/canary7key";

    /// <summary>A signing secret whose Base64 is <see cref="Key"/>.</summary>
    public static readonly SigningSecret Secret = new() { Value = $"whsec_{Key}" };

    private static readonly string[] Forms =
    [
        "canary7",
        Convert.ToHexString(Convert.FromBase64String(Key)),
        string.Join(", ", Convert.FromBase64String(Key).Take(4)),
    ];

    /// <summary>What a text shows of them, with what is around it; empty for a text that shows nothing.</summary>
    public static IEnumerable<string> In(string text) => Forms
        .Select(form => text.IndexOf(form, StringComparison.OrdinalIgnoreCase))
        .Where(at => at >= 0)
        .Select(at => text[Math.Max(0, at - 100)..Math.Min(text.Length, at + 40)]);

    public static Uri Url(Uri server) => new(server, $"/{Path}?token={Query}");

    public static WebhookEndpoint Endpoint(string name, Uri server) => new()
    {
        Name = name,
        Url = Url(server),
        Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {Header}" },
        SigningSecrets = [Secret],
        PropagateTrace = true,
    };

    public static KnownEvent Event() =>
        DeliveryBed.Event()
            .With(it => { it.Error = Payload; it.AdditionalMembers = new() { ["note"] = JsonElement.Parse($"\"{Payload}\"") }; });

    public static WebhookPayload Document() => new() { Time = 1, Host = "h", Source = "s", Event = Event() };

    public static DeliveryAttempt Attempt() => new()
    {
        Number = 1,
        StartedAt = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.Zero,
        Outcome = AttemptOutcome.Refused,
        Response = $"You sent {Header}.",
    };
}
