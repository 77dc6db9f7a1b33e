namespace ZeroPath.Webhooks;

/// <summary>The rules of an endpoint's format and its settings.</summary>
internal static class FormatRules
{
    /// <summary>What is wrong. No value of a setting is shown.</summary>
    public static IEnumerable<RoutingProblem> Check(WebhookEndpoint endpoint, ProblemPath path, WebhookFormats formats)
    {
        if (formats.Find(endpoint.Format) is not { } format)
        {
            yield return new(
                path.To("Format"),
                $"There is no format {RoutingRules.Quote(endpoint.Format)}. Write one of {string.Join(", ", formats.Names)}, "
                    + "or add it with AddFormat.");
            yield break;
        }

        var names = format.Settings.Select(setting => setting.Name).ToList();
        foreach (var name in endpoint.FormatSettings.Keys.Except(names))
        {
            yield return new(
                path.To("FormatSettings", HeaderName.Shown(name)),
                $"It is no setting of the format {format.Name}. "
                    + (names.Count == 0 ? "Leave it out: the format has none." : $"The settings are {string.Join(", ", names)}."));
        }

        foreach (var setting in format.Settings)
        {
            if (!endpoint.FormatSettings.TryGetValue(setting.Name, out var value))
            {
                if (setting.IsRequired)
                {
                    yield return new(path.To("FormatSettings", setting.Name), $"It is missing. {setting.Remedy}");
                }
            }
            else if (value is null || !setting.IsValid(value))
            {
                yield return new(path.To("FormatSettings", setting.Name), $"The value (***) may not be written. {setting.Remedy}");
            }
        }
    }
}
