namespace ZeroPath.Webhooks.Shared;

/// <summary>What stands for nothing in the key of a figure, whose columns cannot be null.</summary>
internal static class FigureKey
{
    /// <summary>The id under which the results of all endpoints are counted together.</summary>
    public const string AllEndpoints = "";

    /// <summary>No attempt was made.</summary>
    public const string NoOutcome = "";

    /// <summary>The delivery did not succeed.</summary>
    public const int NoLatency = -1;
}
