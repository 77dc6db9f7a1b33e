namespace ZeroPath.Webhooks.Storage;

/// <summary>A notice that its holder alone may give until the lease runs out.</summary>
/// <param name="Notice">What has failed; without the endpoint's name.</param>
/// <param name="Tries">How often it was postponed.</param>
/// <param name="FencingToken">What tells this lease from every other.</param>
public sealed record LeasedFailureNotice(FailureNotice Notice, int Tries, Guid FencingToken);
