using System.Text;

namespace ZeroPath.Webhooks.Tests.Formats;

/// <summary>A host's own format: the payload in capitals.</summary>
internal sealed class UpperFormat : IWebhookFormat
{
    public string Name => "Upper";

    public string? Path { get; init; } = "/upper path?#";

    public Func<string, bool> Reads { get; init; } = body => body != "no";

    public IReadOnlyList<WebhookFormatSetting> Settings { get; } =
    [
        new("Token", "Write the token.") { IsRequired = true, IsValid = value => value.StartsWith("token", StringComparison.Ordinal) },
        new("Room", "Write the room's name.") { IsSecret = false },
    ];

    public WebhookFormatRequest Make(WebhookFormatInput input) =>
        new(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(input.Body.Span).ToUpperInvariant()))
        {
            ContentType = "text/plain",
            Path = Path,
        };

    public bool Accepts(int statusCode, string body) => Reads(body);
}
