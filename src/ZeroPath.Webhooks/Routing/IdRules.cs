using System.Text;

namespace ZeroPath.Webhooks;

/// <summary>What an id of an endpoint or a subscription must be, so that it can stand in a URL as one segment and is found there.</summary>
internal static class IdRules
{
    // Percent-encoded it is thrice as long, and servers take some 8 KiB for a whole path.
    private const int MaxBytes = 1000;

    /// <param name="id">The id.</param>
    /// <param name="path">Where what has it is.</param>
    public static IEnumerable<RoutingProblem> Check(string? id, ProblemPath path)
    {
        if (id is null)
        {
            yield break;
        }

        if (id is "." or "..")
        {
            yield return new(path.To("Id"), $"{RoutingRules.Quote(id)} is a step in a path of URLs, where no id is found. Write another.");
        }

        if (id.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            yield return new(path.To("Id"), "It has %2F in it, which in a URL cannot be told from a slash. Write another.");
        }

        if (Encoding.UTF8.GetByteCount(id) > MaxBytes)
        {
            yield return new(path.To("Id"), $"It has more than {MaxBytes} bytes, and would be too long in a URL. Write a shorter one.");
        }

        foreach (var problem in RoutingRules.CheckText(id, path.To("Id")))
        {
            yield return problem;
        }
    }
}
