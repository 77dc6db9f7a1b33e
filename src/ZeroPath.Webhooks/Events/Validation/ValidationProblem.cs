namespace ZeroPath.Webhooks.Events;

/// <summary>One thing that is wrong with a payload.</summary>
/// <param name="Path">Where, as a JSON path from the payload: <c>$.event.metadata.isEnabled</c>.</param>
/// <param name="Code">What kind of problem, stable across versions: one of <see cref="ProblemCodes"/>.</param>
/// <param name="Description">What is wrong, as a sentence. It never quotes the payload.</param>
public sealed record ValidationProblem(string Path, string Code, string Description)
{
    /// <summary>The path, the sentence and the code, in one line.</summary>
    public override string ToString() => $"{Path}: {Description} ({Code})";
}
