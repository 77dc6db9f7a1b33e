namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// Keeps how endpoints are doing, for all nodes, and holds those that seem dead: their deliveries wait, and no attempt is lost on them. The
/// store has the clock.
/// </summary>
public interface IEndpointHealthStore
{
    /// <summary>
    /// Adds what was seen of endpoints, each once. A success ends the streak of failures, and the hold. Of an endpoint without a health so
    /// far this is all that there is.
    /// </summary>
    /// <returns>How they are now, in any order.</returns>
    ValueTask<IReadOnlyList<EndpointHealth>> AddSamplesAsync(IReadOnlyList<HealthSample> samples, CancellationToken cancellationToken);

    /// <summary>
    /// Holds an endpoint: for so long none of its deliveries can be leased, and then one at a time, until it is held again, let go, or seen
    /// to succeed. While the lease of that one lasts, no other is leased.
    /// </summary>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="length">For how long; null lets it go.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    ValueTask HoldAsync(string endpointId, TimeSpan? length, CancellationToken cancellationToken);

    /// <summary>The health of endpoints, in the order of their ids; those to which nothing was sent yet are left out.</summary>
    /// <param name="endpointIds">Which; null for all.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<IReadOnlyList<EndpointHealth>> ListHealthAsync(IReadOnlyCollection<string>? endpointIds, CancellationToken cancellationToken);
}
