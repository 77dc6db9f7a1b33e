namespace ZeroPath.Webhooks;

/// <summary>One thing that is wrong with a <see cref="RoutingTable"/> or an inbound trigger.</summary>
public sealed class RoutingProblem(ProblemPath path, string description)
{
    /// <summary>Where it is, such as <c>Endpoints[0].Url</c>, or <c>Timeout</c> of a trigger.</summary>
    public ProblemPath Path { get; } = path;

    /// <summary>What is wrong with which value, and what to write instead. It never shows a secret.</summary>
    public string Description { get; } = description;

    /// <summary>The path and the sentence, in one line.</summary>
    public override string ToString() => $"{Path}: {Description}";
}
