namespace ZeroPath.Webhooks.Dashboard;

/// <summary>A format, for the form of an endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">What may stand in the endpoint's settings.</param>
internal sealed record DashboardFormat(string Name, IReadOnlyList<DashboardFormatSetting> Settings)
{
    public static IReadOnlyList<DashboardFormat> AllOf(WebhookFormats formats) =>
    [
        .. formats.Names.Select(name => new DashboardFormat(
            name,
            [
                .. formats.Find(name)!.Settings.Select(setting =>
                    new DashboardFormatSetting(setting.Name, setting.Remedy, setting.IsSecret, setting.IsRequired)),
            ])),
    ];
}
