namespace ZeroPath.Webhooks.Dashboard;

/// <summary>A setting of a format, for the form of an endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Remedy">What to write, as a sentence.</param>
/// <param name="IsSecret">Whether it is never shown again.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record DashboardFormatSetting(string Name, string Remedy, bool IsSecret, bool IsRequired);
