namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The WHERE clause of a filter, with its parameters.</summary>
internal sealed class SqliteFilter
{
    private readonly List<string> _conditions = [];
    private readonly List<(string, object?)> _parameters = [];

    public SqliteFilter(DeliveryFilter filter)
    {
        Add("d.id = $delivery", "$delivery", filter.DeliveryId);
        Add("e.id = $event", "$event", filter.EventId);
        Add("d.state = $state", "$state", (int?)filter.State);
        Add("d.endpoint_id = $endpoint", "$endpoint", filter.EndpointId);
        Add(
            "d.endpoint_id IN (SELECT value FROM json_each($endpoints))",
            "$endpoints",
            filter.EndpointIds is { } endpoints ? SqliteRows.Join(endpoints) : null);
        Add("e.type = $type", "$type", filter.EventType?.Name);
        Add("e.organization_id = $organization", "$organization", filter.OrganizationId);
        Add("e.repository_id = $repository", "$repository", filter.RepositoryId);
        Add("d.created_at >= $from", "$from", filter.From?.ToUnixTimeMilliseconds());
        Add("d.created_at < $to", "$to", filter.To?.ToUnixTimeMilliseconds());
        Add("d.settled_at < $settledBefore", "$settledBefore", filter.SettledBefore?.ToUnixTimeMilliseconds());
    }

    public SqliteFilter(EventFilter filter)
    {
        Add("e.id = $event", "$event", filter.EventId);
        Add("e.type = $type", "$type", filter.Type?.Name);
        Add("e.organization_id = $organization", "$organization", filter.OrganizationId);
        Add("e.repository_id = $repository", "$repository", filter.RepositoryId);
        Add("e.published_at >= $from", "$from", filter.From?.ToUnixTimeMilliseconds());
        Add("e.published_at < $to", "$to", filter.To?.ToUnixTimeMilliseconds());
    }

    public SqliteFilter(JobFilter filter)
    {
        Add("kind = $kind", "$kind", filter.Kind);
        Add("subject = $subject", "$subject", filter.Subject);
        Add("organization_id = $organization", "$organization", filter.OrganizationId);
        Add("state = $state", "$state", (int?)filter.State);
        Add("created_at >= $from", "$from", filter.From?.ToUnixTimeMilliseconds());
        Add("created_at < $to", "$to", filter.To?.ToUnixTimeMilliseconds());
    }

    public string Where => _conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", _conditions)}";

    public (string, object?)[] Parameters => [.. _parameters];

    public SqliteFilter And(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    public SqliteFilter Add(string condition, string name, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            _parameters.Add((name, value));
        }

        return this;
    }

    public SqliteFilter With(string name, object? value)
    {
        _parameters.Add((name, value));
        return this;
    }
}
