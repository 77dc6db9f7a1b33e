namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>The WHERE clause of a filter, with its parameters.</summary>
internal sealed class PostgreSqlFilter
{
    private readonly List<string> _conditions = [];
    private readonly List<(string, object?)> _parameters = [];

    public PostgreSqlFilter(DeliveryFilter filter)
    {
        Add("d.id = @delivery", "delivery", filter.DeliveryId);
        Add("e.id = @event", "event", filter.EventId);
        Add("d.state = @state", "state", (int?)filter.State);
        Add("d.endpoint_id = @endpoint", "endpoint", filter.EndpointId);
        Add("d.endpoint_id = ANY (@endpoints)", "endpoints", filter.EndpointIds?.ToArray());
        Add("e.type = @type", "type", filter.EventType?.Name);
        Add("e.organization_id = @organization", "organization", filter.OrganizationId);
        Add("e.repository_id = @repository", "repository", filter.RepositoryId);
        Add("d.created_at >= @from", "from", filter.From?.ToUniversalTime());
        Add("d.created_at < @to", "to", filter.To?.ToUniversalTime());
        Add("d.settled_at < @settled_before", "settled_before", filter.SettledBefore?.ToUniversalTime());
    }

    public PostgreSqlFilter(EventFilter filter)
    {
        Add("e.id = @event", "event", filter.EventId);
        Add("e.type = @type", "type", filter.Type?.Name);
        Add("e.organization_id = @organization", "organization", filter.OrganizationId);
        Add("e.repository_id = @repository", "repository", filter.RepositoryId);
        Add("e.published_at >= @from", "from", filter.From?.ToUniversalTime());
        Add("e.published_at < @to", "to", filter.To?.ToUniversalTime());
    }

    public PostgreSqlFilter(JobFilter filter)
    {
        Add("j.kind = @kind", "kind", filter.Kind);
        Add("j.subject = @subject", "subject", filter.Subject);
        Add("j.organization_id = @organization", "organization", filter.OrganizationId);
        Add("j.state = @state", "state", (int?)filter.State);
        Add("j.created_at >= @from", "from", filter.From?.ToUniversalTime());
        Add("j.created_at < @to", "to", filter.To?.ToUniversalTime());
    }

    public string Where => _conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", _conditions)}";

    public (string, object?)[] Parameters => [.. _parameters];

    public PostgreSqlFilter And(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    public PostgreSqlFilter Add(string condition, string name, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            _parameters.Add((name, value));
        }

        return this;
    }

    public PostgreSqlFilter With(string name, object? value)
    {
        _parameters.Add((name, value));
        return this;
    }
}
