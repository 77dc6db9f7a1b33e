namespace ZeroPath.Webhooks;

/// <summary>What may stand in an endpoint's <see cref="WebhookEndpoint.FormatSettings"/>.</summary>
/// <param name="Name">Its name, exactly.</param>
/// <param name="Remedy">What to write, as a sentence.</param>
public sealed record WebhookFormatSetting(string Name, string Remedy)
{
    /// <summary>Whether its value is shown as <c>***</c>, and masked in answers. It is, unless this is off.</summary>
    public bool IsSecret { get; init; } = true;

    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether a value may be written. All may that are not empty, unless this is set.</summary>
    public Func<string, bool> IsValid { get; init; } = value => value.Length > 0;
}
