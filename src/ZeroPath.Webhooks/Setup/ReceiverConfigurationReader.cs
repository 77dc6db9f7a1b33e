using Microsoft.Extensions.Configuration;

namespace ZeroPath.Webhooks;

/// <summary>Reads a receiver's options from configuration. A key that it does not know is a problem.</summary>
internal static class ReceiverConfigurationReader
{
    public static void Read(IConfiguration section, WebhookReceiverOptions options)
    {
        var values = new ConfigurationValues();
        values.ExpectToExist(section);
        values.Expect(
            section,
            nameof(options.Headers),
            nameof(options.SigningSecrets),
            nameof(options.AllowAnonymous),
            nameof(options.MaxBodyBytes),
            nameof(options.BodyTimeout),
            nameof(options.Strict),
            nameof(options.Mode));
        foreach (var header in section.GetSection(nameof(options.Headers)).GetChildren())
        {
            // One value, or a list.
            options.Headers[header.Key] = [.. header.Value is { } value ? [value] : header.GetChildren().Select(item => item.Value ?? "")];
        }

        foreach (var item in values.Items(section, nameof(options.SigningSecrets), isSecret: true))
        {
            options.SigningSecrets.Add(item.Value ?? "");
        }

        options.AllowAnonymous = values.Boolean(section, nameof(options.AllowAnonymous), options.AllowAnonymous);
        options.MaxBodyBytes = values.Integer(section, nameof(options.MaxBodyBytes), options.MaxBodyBytes);
        options.BodyTimeout = values.Time(section, nameof(options.BodyTimeout), options.BodyTimeout);
        options.Strict = values.Boolean(section, nameof(options.Strict), options.Strict);
        if (section.GetSection(nameof(options.Mode)).Exists())
        {
            options.Mode = values.OneOf(section, nameof(options.Mode), ReceivingMode.Inbox);
        }

        options.ConfigurationProblems.AddRange(values.Problems);
    }
}
