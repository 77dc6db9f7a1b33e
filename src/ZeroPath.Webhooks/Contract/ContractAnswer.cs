namespace ZeroPath.Webhooks;

/// <summary>What an endpoint may answer, and what follows (D27, D28).</summary>
/// <param name="Status">The status, as OpenAPI names it: a number, <c>2XX</c> or <c>default</c>.</param>
/// <param name="Name">A name for it.</param>
/// <param name="Description">What follows.</param>
/// <param name="MayWait">Whether <c>Retry-After</c> is honoured.</param>
internal sealed record ContractAnswer(string Status, string Name, string Description, bool MayWait = false)
{
    private const string Waits = "The attempt failed and is repeated, not before the time that Retry-After names, at most an hour.";

    public static readonly ContractAnswer[] All =
    [
        new("2XX", "accepted", "The event was taken. Answer within ten seconds. The body does not matter."),
        new("410", "gone", "The endpoint wants no more events and is disabled."),
        new("429", "busy", Waits, MayWait: true),
        new("503", "unavailable", Waits, MayWait: true),
        new(
            "default",
            "failed",
            "The attempt failed and is repeated, up to six times, unless the sender takes the status for final. "
            + "Redirects are not followed."),
    ];
}
