namespace ZeroPath.Webhooks;

/// <summary>Where a change of endpoints, subscriptions and triggers came from. It is stored with what was changed.</summary>
/// <param name="Door">The way by which it came in.</param>
/// <param name="Who">Who made it, such as a user's name; null when nobody said.</param>
public sealed record ChangeOrigin(ChangeDoor Door, string? Who = null)
{
    /// <summary>Who made it, such as a user's name; null when nobody said.</summary>
    public string? Who { get; init => field = StorableText.Of(value); } = StorableText.Of(Who);

    /// <summary>The host's own code, which did not say for whom.</summary>
    public static ChangeOrigin Code { get; } = new(ChangeDoor.Code);

    internal static ChangeOrigin Library { get; } = new(ChangeDoor.Library);
}
