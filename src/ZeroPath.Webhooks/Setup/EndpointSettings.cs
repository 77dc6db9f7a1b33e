using Microsoft.Extensions.Configuration;
using ZeroPath.Webhooks.Signing;
using Row = ZeroPath.Webhooks.Setting<ZeroPath.Webhooks.WebhookEndpoint>;

namespace ZeroPath.Webhooks;

/// <summary>
/// The settings of a <see cref="WebhookEndpoint"/>: a property there that can be configured has a row here.
/// <see cref="EndpointRules"/> checks them.
/// </summary>
internal static class EndpointSettings
{
    public static SettingTable<WebhookEndpoint> Table { get; } = new(
    [
        Row.Of("Id", e => e.Id, (e, v) => e with { Id = v }, values => values.Text),
        Row.Of(
            "Name", e => e.Name, (e, v) => e with { Name = v },
            values => (section, key, _) => values.Required(
                section, key, "Write a name that describes the endpoint, such as 'Production Security Alerts'.")),
        Row.Of("Url", e => e.Url, (e, v) => e with { Url = v }, values => values.Url),
        Row.Of(
            "Headers", e => e.Headers, (e, v) => e with { Headers = v },
            values => (section, key, _) => HeaderSettings.ReadSingle(values, section, key)),
        Row.Of("SigningSecrets", e => e.SigningSecrets, (e, v) => e with { SigningSecrets = v }, values => (section, key, _) =>
            [.. values.Items(section, key, isSecret: true).Select(item => new SigningSecret { Value = item.Value ?? "" })]),
        Row.Of("Format", e => e.Format, (e, v) => e with { Format = v }, values => values.Text),
        Row.Of(
            "FormatSettings", e => e.FormatSettings, (e, v) => e with { FormatSettings = v },
            values => (section, key, _) => ReadFormatSettings(values, section.GetSection(key))),
        Row.Of("OrganizationId", e => e.OrganizationId, (e, v) => e with { OrganizationId = v }, values => values.OptionalText),
        Row.Of("Enabled", e => e.Enabled, (e, v) => e with { Enabled = v }, values => values.Boolean),
        Row.Of("MaxConcurrency", e => e.MaxConcurrency, (e, v) => e with { MaxConcurrency = v }, values => values.OptionalInteger),
        Row.Of("MaxPerSecond", e => e.MaxPerSecond, (e, v) => e with { MaxPerSecond = v }, values => values.OptionalNumber),
        Row.Of(
            "Retry:Delays", e => e.Retry?.Delays, (e, v) => e with { Retry = Schedule(e) with { Delays = v ?? [] } },
            values => (section, key, current) => section.GetSection(key).Exists() ? values.Times(section, key, []) : current) with
        {
            Remedy = EndpointRules.RetryDelays,
        },
        Row.Of(
            "Retry:Jitter", e => e.Retry?.Jitter, (e, v) => e with { Retry = Schedule(e) with { Jitter = v ?? 0 } },
            values => values.OptionalNumber) with
        {
            Remedy = EndpointRules.RetryJitter,
        },
        Row.Of("Ordered", e => e.Ordered, (e, v) => e with { Ordered = v }, values => values.Boolean),
        Row.Of("PropagateTrace", e => e.PropagateTrace, (e, v) => e with { PropagateTrace = v }, values => values.Boolean),
    ]);

    public static WebhookEndpoint Read(IConfigurationSection section, ConfigurationValues values) =>
        Table.Read(new() { Name = null!, Url = null!, WrittenAt = new(section.Path) }, section, values);

    private static Dictionary<string, string> ReadFormatSettings(ConfigurationValues values, IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            // Not shown: it may be a secret.
            values.Add(section, "is a single value. Write an object of names and values, such as { \"RoutingKey\": \"…\" }.");
        }

        var settings = section.GetChildren().ToList();
        foreach (var setting in settings.Where(setting => setting.Value is null))
        {
            values.Add(setting, "is no text. Write one.");
        }

        return settings.ToDictionary(setting => setting.Key, setting => setting.Value ?? "");
    }

    private static RetrySchedule Schedule(WebhookEndpoint endpoint) => endpoint.Retry ?? RetrySchedule.Default;
}
