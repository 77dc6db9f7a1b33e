using Microsoft.Extensions.Configuration;
using Row = ZeroPath.Webhooks.Setting<ZeroPath.Webhooks.WebhookReceiverOptions>;

namespace ZeroPath.Webhooks;

/// <summary>
/// The settings of <see cref="WebhookReceiverOptions"/>: a property there has a row here. <see cref="ReceiverRules"/> checks them.
/// </summary>
internal static class ReceiverSettings
{
    public static SettingTable<WebhookReceiverOptions> Table { get; } = new(
    [
        new("Headers", o => o.Headers, (o, section, values) =>
        {
            foreach (var (name, header) in HeaderSettings.Read(values, section, "Headers").Where(header => values.IsOneThing(header.Value)))
            {
                o.Headers[name] = [.. header.Value is { } value ? [value] : values.Items(header).Select(item => item.Value ?? "")];
            }

            return o;
        }),
        new("SigningSecrets", o => o.SigningSecrets, (o, section, values) =>
        {
            values.Items(section, "SigningSecrets", isSecret: true).ToList().ForEach(item => o.SigningSecrets.Add(item.Value ?? ""));
            return o;
        }),
        Row.Of("AllowAnonymous", o => o.AllowAnonymous, (o, v) => o.AllowAnonymous = v, values => values.Boolean),
        Row.Of("MaxBodyBytes", o => o.MaxBodyBytes, (o, v) => o.MaxBodyBytes = v, values => values.Integer),
        Row.Of("BodyTimeout", o => o.BodyTimeout, (o, v) => o.BodyTimeout = v, values => values.Time),
        Row.Of("Strict", o => o.Strict, (o, v) => o.Strict = v, values => values.Boolean),
        Row.Of("Mode", o => o.Mode, (o, v) => o.Mode = v, values => (section, key, current) =>
            section.GetSection(key).Exists() ? values.OneOf(section, key, ReceivingMode.Inbox) : current),
    ]);
}
