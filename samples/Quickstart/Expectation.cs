using ZeroPath.Webhooks.Deliveries;

namespace Quickstart;

/// <summary>What an endpoint should get, written down by hand: the router has no part in it.</summary>
internal sealed record Expectation(string EndpointId, string Path, int[] Answers, DeliveryState State, IReadOnlyList<string> Labels)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public int RequestCount => Labels.Count * Answers.Length;

    /// <summary>Everything in which what happened differs from what should have.</summary>
    public IEnumerable<string> Differences(IReadOnlyList<Outcome> outcomes, IEnumerable<ReceivedRequest> requests)
    {
        var mine = outcomes.Where(outcome => outcome.Delivery.EndpointId == EndpointId).ToList();
        var labels = mine.Select(outcome => outcome.Event.Label).ToList();
        var received = requests.Where(request => request.Path == Path).ToLookup(request => request["webhook-id"]);
        return
        [
            .. Labels.Except(labels).Select(label => $"{EndpointId}: {label} was not sent."),
            .. labels.Except(Labels).Select(label => $"{EndpointId}: {label} was sent."),
            .. received.Where(group => mine.All(outcome => outcome.Delivery.EventId != group.Key))
                .Select(group => $"{EndpointId}: got {group.Count()} requests for '{group.Key}', which is no event of its own."),
            .. mine.SelectMany(outcome => Differences(outcome, [.. received[outcome.Delivery.EventId]])
                .Select(difference => $"{EndpointId}: {outcome.Event.Label}: {difference}")),
        ];
    }

    private IEnumerable<string> Differences(Outcome outcome, List<ReceivedRequest> requests)
    {
        var delivery = outcome.Delivery;
        if (delivery.State != State)
        {
            yield return $"is {delivery.State}, not {State}.";
        }

        if (!requests.Select(request => request.Answer).SequenceEqual(Answers))
        {
            yield return $"was answered {string.Join(", ", requests.Select(request => request.Answer))}, not {string.Join(", ", Answers)}.";
        }

        if (!outcome.Attempts.Select(attempt => attempt.StatusCode ?? 0).SequenceEqual(Answers))
        {
            yield return $"has attempts with {outcome}, not {string.Join(", ", Answers)}.";
        }

        foreach (var (index, request) in requests.Index())
        {
            Dictionary<string, string> headers = new(Headers)
            {
                ["Content-Type"] = "application/json; charset=utf-8",
                ["webhook-id"] = outcome.Event.Result.EventId,
                ["zeropath-event"] = outcome.Event.Type,
                ["zeropath-delivery"] = delivery.Id,
                ["zeropath-attempt"] = $"{index + 1}",
            };
            foreach (var (name, value) in headers.Where(header => request[header.Key] != header.Value))
            {
                yield return $"request {index + 1} has {name}: '{request[name]}', not '{value}'.";
            }

            if (request.Method != "POST" || !outcome.Event.IsEqualTo(request.Body))
            {
                yield return $"request {index + 1} is {request.Method} with {request.Body}, not POST with what was published.";
            }
        }
    }
}
