namespace ZeroPath.Webhooks.Routing;

/// <summary>A subscription in the index.</summary>
/// <param name="Threshold">Its threshold.</param>
/// <param name="Rank">Its place in the order of results.</param>
internal readonly record struct RankedThreshold(SeverityLevel Threshold, int Rank);
