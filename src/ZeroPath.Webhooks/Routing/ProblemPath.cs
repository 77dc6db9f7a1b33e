namespace ZeroPath.Webhooks;

/// <summary>Where a problem is: in a member of an endpoint, a subscription or an inbound trigger, or in one entry of that member.</summary>
public sealed record ProblemPath
{
    private string? _memberInCode;

    internal ProblemPath(string? list = null, int index = 0, ConfigurationKey writtenAt = default) =>
        (List, Index, WrittenAt) = (list, index, writtenAt);

    /// <summary>
    /// The list that has the endpoint or the subscription, <c>Endpoints</c> or <c>Subscriptions</c>; null where only one thing was looked
    /// at.
    /// </summary>
    internal string? List { get; }

    /// <summary>The place in the list, from 0.</summary>
    internal int Index { get; }

    /// <summary>The member as configuration calls it, such as <c>Url</c>, <c>EventTypes</c> or <c>RepositoryIds</c>.</summary>
    internal string Member { get; private init; } = "";

    /// <summary>The entry of the member: its index, from 0, or the name of a header; null for the member as a whole.</summary>
    internal string? Entry { get; private init; }

    private ConfigurationKey WrittenAt { get; }

    /// <summary>As code would write it, such as <c>Endpoints[0].Headers[X-Key]</c>.</summary>
    public override string ToString()
    {
        var item = List is null ? "" : $"{List}[{Index}]";
        var member = _memberInCode ?? Member;
        return $"{item}{(item.Length > 0 && member.Length > 0 ? "." : "")}{member}{(Entry is null ? "" : $"[{Entry}]")}";
    }

    /// <summary>
    /// As configuration writes what was read from it, such as <c>Webhooks:Subscriptions:0:EventTypes:1</c>; as code writes the rest.
    /// </summary>
    internal string InConfiguration() => WrittenAt.Path is { } key
        ? string.Join(':', new[] { key, Member, Entry }.Where(part => !string.IsNullOrEmpty(part)))
        : ToString();

    /// <param name="member">The member as configuration calls it.</param>
    /// <param name="entry">The entry of it.</param>
    /// <param name="inCode">The member as code calls it, where that differs.</param>
    internal ProblemPath To(string member, object? entry = null, string? inCode = null) =>
        this with { Member = member, Entry = entry?.ToString(), _memberInCode = inCode };
}
