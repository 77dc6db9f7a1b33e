namespace ZeroPath.Webhooks.Shared;

/// <summary>The WHERE clause of a filter, with its parameters.</summary>
internal sealed class SqlFilter
{
    private readonly List<string> _conditions = [];
    private readonly List<(string, object?)> _parameters = [];

    public SqlFilter(DeliveryFilter filter, SqlDialect dialect)
    {
        Add("d.id = @delivery", "delivery", filter.DeliveryId);
        Add("e.id = @event", "event", filter.EventId);
        Add("d.state = @state", "state", (int?)filter.State);
        Add("d.endpoint_id = @endpoint", "endpoint", filter.EndpointId);
        Add(
            $"d.endpoint_id {dialect.IsOneOf.Replace("{0}", "@endpoints", StringComparison.Ordinal)}",
            "endpoints",
            filter.EndpointIds is { } endpoints ? dialect.List(endpoints) : null);
        Add("e.type = @type", "type", filter.EventType?.Name);
        Add("e.organization_id = @organization", "organization", filter.OrganizationId);
        Add("e.repository_id = @repository", "repository", filter.RepositoryId);
        AddPeriod("d.created_at", filter.From, filter.To, dialect);
        Add("d.settled_at < @settled_before", "settled_before", Time(filter.SettledBefore, dialect));
        MustSearch = filter is { DeliveryId: null, EventId: null } && _conditions.Count > 0;
    }

    public SqlFilter(EventFilter filter, SqlDialect dialect)
    {
        Add("e.id = @event", "event", filter.EventId);
        Add("e.type = @type", "type", filter.Type?.Name);
        Add("e.organization_id = @organization", "organization", filter.OrganizationId);
        Add("e.repository_id = @repository", "repository", filter.RepositoryId);
        AddPeriod("e.published_at", filter.From, filter.To, dialect);
        MustSearch = filter.EventId is null && _conditions.Count > 0;
    }

    public SqlFilter(JobFilter filter, SqlDialect dialect)
    {
        Add("kind = @kind", "kind", filter.Kind);
        Add("subject = @subject", "subject", filter.Subject);
        Add("handler = @handler", "handler", filter.Handler);
        Add("organization_id = @organization", "organization", filter.OrganizationId);
        Add("state = @state", "state", (int?)filter.State);
        AddPeriod("created_at", filter.From, filter.To, dialect);
        MustSearch = _conditions.Count > 0;
    }

    public SqlFilter(ActivityFilter filter, SqlDialect dialect)
    {
        Add("kind = @kind", "kind", (int?)filter.Kind);
        Add("id = @id", "id", filter.Id);
        Add("organization_id = @organization", "organization", filter.OrganizationId);
        AddPeriod("changed_at", filter.From, filter.To, dialect);
        MustSearch = _conditions.Count > 0;
    }

    /// <summary>Whether a page may have to be searched for: not where all rows are asked for, or those of an id.</summary>
    public bool MustSearch { get; }

    public string Where => _conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", _conditions)}";

    public (string, object?)[] Parameters => [.. _parameters];

    public SqlFilter And(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    public SqlFilter Add(string condition, string name, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            _parameters.Add((name, value));
        }

        return this;
    }

    public SqlFilter With(string name, object? value)
    {
        _parameters.Add((name, value));
        return this;
    }

    /// <summary>
    /// Those of a page that goes down from its place to <c>@floor</c>, and one more, which tells that there is a next page.
    /// </summary>
    public SqlFilter Page(string column, PageRequest page) =>
        And($"{column} >= @floor").Add($"{column} < @before", "before", page.Before).With("size", page.Size + 1);

    private static object? Time(DateTimeOffset? time, SqlDialect dialect) => time is { } at ? dialect.Time(at) : null;

    private void AddPeriod(string column, DateTimeOffset? from, DateTimeOffset? to, SqlDialect dialect)
    {
        Add($"{column} >= @from", "from", Time(from, dialect));
        Add($"{column} < @to", "to", Time(to, dialect));
    }
}
