namespace ZeroPath.Webhooks;

/// <summary>
/// The repositories whose events a subscription gets: all, future ones and events without a repository included, or these.
/// <c>new RepositoryScope { Ids = […], Names = […] }</c> lists some by id and some by name; a list with nothing in it is a
/// configuration error, never "all".
/// </summary>
public sealed record RepositoryScope
{
    /// <summary>All repositories, and events without one.</summary>
    public static RepositoryScope All { get; } = new() { IsAll = true };

    /// <summary>Whether it is <see cref="All"/>.</summary>
    public bool IsAll { get; private init; }

    /// <summary>Ids of repositories, compared exactly.</summary>
    public IReadOnlyList<string> Ids
    {
        get;
        init => (field, IsAll) = ([.. value], false);
    } = [];

    /// <summary>Names of repositories, compared ignoring case.</summary>
    public IReadOnlyList<string> Names
    {
        get;
        init => (field, IsAll) = ([.. value], false);
    } = [];

    /// <summary>The repositories with these names, ignoring case.</summary>
    public static RepositoryScope Named(params IEnumerable<string> names) => new() { Names = [.. names] };

    /// <summary>The repositories with these ids, exactly.</summary>
    public static RepositoryScope WithIds(params IEnumerable<string> ids) => new() { Ids = [.. ids] };

    /// <summary>Whether both list the same ids and names, in the same order.</summary>
    public bool Equals(RepositoryScope? other) =>
        other is not null
        && IsAll == other.IsAll
        && Ids.SequenceEqual(other.Ids)
        && Names.SequenceEqual(other.Names, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsAll, Ids.Count, Names.Count);

    /// <summary>In words, such as <c>all repositories</c> or <c>named backend-api, frontend-app</c>.</summary>
    public override string ToString() => this switch
    {
        { IsAll: true } => "all repositories",
        { Ids: [], Names: [] } => "no repository",
        { Ids: [] } => $"named {string.Join(", ", Names)}",
        { Names: [] } => $"with id {string.Join(", ", Ids)}",
        _ => $"named {string.Join(", ", Names)}, or with id {string.Join(", ", Ids)}",
    };

    internal bool Includes(EventFacts facts) =>
        IsAll
        || facts.RepositoryIds.Any(Ids.Contains)
        || facts.RepositoryNames.Any(name => Names.Contains(name, StringComparer.OrdinalIgnoreCase));
}
