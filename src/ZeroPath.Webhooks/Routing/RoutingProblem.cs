namespace ZeroPath.Webhooks;

/// <summary>One thing that is wrong with a <see cref="RoutingTable"/> or an inbound trigger.</summary>
/// <param name="Path">Where it is, such as <c>Endpoints[0].Url</c>, or <c>Timeout</c> of a trigger.</param>
/// <param name="Description">What is wrong with which value, and what to write instead. It never shows a secret.</param>
public sealed record RoutingProblem(ProblemPath Path, string Description)
{
    /// <summary>The path and the sentence, in one line.</summary>
    public override string ToString() => $"{Path}: {Description}";
}
