namespace ZeroPath.Webhooks.Storage;

/// <summary>Where a lane stands among the others.</summary>
/// <param name="OpenAt">When its first delivery is due and its endpoint is not held.</param>
/// <param name="Sequence">Its first delivery's: of two that open at the same time the older one comes first.</param>
/// <param name="IsSlow">Whether its attempts may take long. Those stand apart: a lease takes few of them.</param>
internal readonly record struct LanePlace(DateTimeOffset OpenAt, long Sequence, bool IsSlow);
