using System.Text.Json;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>What routing reads of an event besides its score.</summary>
/// <param name="OrganizationId">Its organization, if one can be read.</param>
/// <param name="KnownType">Its type; null for an <see cref="UnknownEvent"/>, which no list of types includes.</param>
/// <param name="RepositoryIds">The ids of its repositories. Only <c>SCA_NEW_CVE</c> can have several.</param>
/// <param name="RepositoryNames">Their names.</param>
internal readonly record struct EventFacts(
    string? OrganizationId, WebhookEventType? KnownType, string[] RepositoryIds, string[] RepositoryNames)
{
    public static EventFacts Of(WebhookEvent @event) => @event switch
    {
        ScaNewCveEvent { Metadata: { } cve } known => OfCve(known, cve),
        KnownEvent { Repository: { } repository } known => new(known.Organization.Id, known.Type, [repository.Id], [repository.Name]),
        KnownEvent known => new(known.Organization.Id, known.Type, [], []),
        UnknownEvent { Json: var json } => new(
            Text(json, "organization", "id"), null, Some(Text(json, "repository", "id")), Some(Text(json, "repository", "name"))),
        _ => throw new ArgumentNullException(nameof(@event)),
    };

    /// <summary>
    /// What is wrong with the keys by which an event is stored: no database can hold a NUL, and replacing it could make one key of two.
    /// </summary>
    /// <param name="event">The event.</param>
    public IReadOnlyList<ValidationProblem> FindKeysThatCannotBeStored(WebhookEvent @event)
    {
        var repositoryId = RepositoryIds is [var only] ? only : null;
        return IsStorable(@event.Type.Name) && IsStorable(OrganizationId) && IsStorable(repositoryId) ? []
            :
            [
                .. new (string Path, string? Key)[]
                    {
                        ("$.sourcetype", @event.Type.Name),
                        ("$.event.organization.id", OrganizationId),
                        ("$.event.repository.id", repositoryId),
                    }
                    .Where(key => !IsStorable(key.Key))
                    .Select(key => new ValidationProblem(key.Path, ProblemCodes.Encoding, "The value has a NUL character. Leave it out.")),
            ];
    }

    private static bool IsStorable(string? key) => key?.Contains('\0', StringComparison.Ordinal) != true;

    private static EventFacts OfCve(ScaNewCveEvent @event, ScaNewCveMetadata cve)
    {
        var issues = cve.AffectedIssues ?? [];
        return new(
            @event.Organization.Id,
            @event.Type,
            [.. Some(@event.Repository?.Id), .. cve.AffectedRepositoryIds ?? [], .. issues.SelectMany(issue => Some(issue.RepositoryId))],
            [.. Some(@event.Repository?.Name), .. issues.SelectMany(issue => Some(issue.RepositoryName))]);
    }

    private static string[] Some(string? value) => value is null ? [] : [value];

    // The document may break any rule: whatever is not an object or a string where one should be is not there.
    private static string? Text(JsonElement json, string part, string member)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object
                && json.TryGetProperty(part, out var inner) && inner.ValueKind == JsonValueKind.Object
                && inner.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
                    ? value.GetString()
                    : null;
        }
        catch (InvalidOperationException)
        {
            // It holds half of a surrogate pair.
            return null;
        }
    }
}
