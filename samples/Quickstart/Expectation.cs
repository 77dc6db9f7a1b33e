using ZeroPath.Webhooks;

namespace Quickstart;

/// <summary>What an endpoint should get, written down by hand: the router has no part in it.</summary>
internal sealed record Expectation(string EndpointId, string Path, int[] Answers, DeliveryState State, IReadOnlyList<string> Labels)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Everything in which what happened differs from what should have.</summary>
    public IEnumerable<string> Differences(IReadOnlyList<Outcome> outcomes, IEnumerable<ReceivedRequest> requests)
    {
        var mine = outcomes.Where(outcome => outcome.Delivery.EndpointId == EndpointId).ToList();
        var labels = mine.Select(outcome => outcome.Event.Sample.Label).ToList();
        var deliveries = mine.Select(outcome => outcome.Delivery.Id).ToHashSet();
        return
        [
            .. Labels.Except(labels).Select(label => $"{EndpointId}: {label} was not sent."),
            .. labels.Except(Labels).Select(label => $"{EndpointId}: {label} was sent."),
            .. requests.Where(request => request.Path == Path != deliveries.Contains(request["zeropath-delivery"]))
                .Select(request => $"{EndpointId}: '{request["zeropath-delivery"]}' was sent to {request.Path}."),
            .. mine.SelectMany(outcome =>
                Differences(outcome).Select(difference => $"{EndpointId}: {outcome.Event.Sample.Label}: {difference}")),
        ];
    }

    private IEnumerable<string> Differences(Outcome outcome)
    {
        if (outcome.Delivery.State != State || !outcome.Counted.Select(attempt => attempt.StatusCode ?? 0).SequenceEqual(Answers))
        {
            yield return $"is {outcome.Delivery.State} after {outcome}, not {State} after {string.Join(", ", Answers)}.";
        }

        if (outcome.IsCut && outcome.Counted.Count == outcome.Attempts.Count)
        {
            yield return "has no attempt on record that the kill cut off.";
        }

        // The first process sent what is on record of it, and perhaps one attempt more: the one it was killed in.
        // The next sent the rest once.
        var (kept, all) = (outcome.AttemptsKept, Answers.Length);
        var before = outcome.Before.Select(request => request.Attempt);
        if (!before.SequenceEqual(Enumerable.Range(1, kept)) && !before.SequenceEqual(Enumerable.Range(1, Math.Min(kept + 1, all))))
        {
            yield return $"got attempts {string.Join(", ", before)} from the first process, of which {kept} are on record.";
        }

        if (outcome.After.Select(request => request.Attempt) is var after && !after.SequenceEqual(Enumerable.Range(kept + 1, all - kept)))
        {
            yield return $"got attempts {string.Join(", ", after)} from the next process, not {kept + 1} to {all}.";
        }

        foreach (var difference in outcome.Before.Concat(outcome.After).SelectMany(request => Differences(outcome, request)))
        {
            yield return difference;
        }
    }

    private IEnumerable<string> Differences(Outcome outcome, ReceivedRequest request)
    {
        Dictionary<string, string> headers = new(Headers)
        {
            ["Content-Type"] = "application/json; charset=utf-8",
            ["webhook-id"] = outcome.Event.Result.EventId,
            ["zeropath-event"] = outcome.Event.Sample.Payload.Event.Type.Name,
        };
        foreach (var (name, value) in headers.Where(header => request[header.Key] != header.Value))
        {
            yield return $"attempt {request.Attempt} has {name}: '{request[name]}', not '{value}'.";
        }

        if (request.Method != "POST" || !outcome.Event.Sample.IsEqualTo(request.Body))
        {
            yield return $"attempt {request.Attempt} is {request.Method} with {request.Body}, not POST with what was published.";
        }
    }
}
