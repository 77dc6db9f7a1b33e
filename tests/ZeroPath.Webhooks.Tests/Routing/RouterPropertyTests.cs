using CsCheck;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tests.Routing;

/// <summary>The index against a plain loop over the rules, written from the rulings and not from the code.</summary>
public class RouterPropertyTests
{
    private static readonly string[] SeverityTypes =
    [
        "NEW_VULNERABILITIES_FULL_SCAN", "NEW_VULNERABILITIES_PR", "VULNERABILITY_PATCHED", "VULNERABILITY_REOPENED",
        "VULNERABILITY_STATUS_CHANGED", "SCA_NEW_CVE", "SCA_NEW_ISSUE",
    ];

    private static readonly Gen<string?> Organization = Gen.OneOf<string?>(null, "org_1", "org_2", "ORG_1");
    private static readonly Gen<string> Id = Gen.OneOf("r1", "r2", "r3", "R1");
    private static readonly Gen<string> Name = Gen.OneOf("api", "API", "web", "r1");
    private static readonly Gen<WebhookEventType> Type = Gen.OneOf([.. EventCatalog.All.Select(definition => definition.Type)]);

    private static readonly Gen<WebhookEndpoint[]> Endpoints = Gen.Select(Organization, Gen.Int[0, 4])
        .Select((organization, dice) => (organization, dice)).Array[1, 5]
        .Select(items => items.Select((item, index) =>
            Given.Endpoint($"e{index}") with { OrganizationId = item.organization, Enabled = item.dice > 0 }).ToArray());

    private static readonly Gen<RepositoryScope> Repositories = Gen.Frequency(
        (2, Gen.Const(RepositoryScope.All)),
        (3, Gen.Select(Id.Array[0, 3], Name.Array[0, 3]).Select((ids, names) => new RepositoryScope { Ids = ids, Names = names })));

    private static readonly Gen<EventTypeScope> EventTypes = Gen.Frequency(
        (1, Gen.Const(EventTypeScope.All)),
        (2, Type.Array[0, 12].Select(types => EventTypeScope.Of(types))),
        (1, Gen.OneOf([.. SeverityTypes]).Select(type => EventTypeScope.Of(new WebhookEventType(type), new("SOMETHING_NEW")))));

    private static readonly Gen<RoutingTable> Configurations = Endpoints.SelectMany(endpoints =>
        Gen.Select(Gen.Int[0, endpoints.Length - 1], Organization, Repositories, EventTypes, Gen.Enum<SeverityLevel>(), Gen.Int[0, 6])
            .Select((endpoint, organization, repositories, types, threshold, dice) => new WebhookSubscription
            {
                EndpointId = endpoints[endpoint].Id,
                OrganizationId = organization,
                Repositories = repositories,
                EventTypes = types,
                Threshold = threshold,
                Enabled = dice > 0,
            })
            .Array[0, 40]
            .Select(subscriptions => new RoutingTable { Endpoints = endpoints, Subscriptions = subscriptions }));

    private static readonly Gen<JsonLiteral?> Severity = Gen.OneOf<JsonLiteral?>(
        null, 0, 1.0m, 8.2m, 9, 10, 55, 101, "7", "high", "Low", "odd");

    private static readonly Gen<SeverityCounts?> Counts = Gen.Frequency(
        (1, Gen.Const((SeverityCounts?)null)),
        (2, Gen.Long[0, 1].Array[5].Select(n =>
            (SeverityCounts?)new SeverityCounts { Critical = n[0], High = n[1], Medium = n[2], Low = n[3], Info = n[4] == 0 ? null : 1 })));

    private static readonly Gen<WebhookEvent> KnownEvents =
        Gen.Select(
            Type,
            Gen.OneOf("org_1", "org_2", "org_3"),
            Gen.Select(Id, Name).Nullable(),
            Severity,
            Severity,
            Counts,
            Gen.Select(Id, Name).Array[0, 4])
            .Select((type, organization, repository, score, severity, counts, affected) => (WebhookEvent)Given.Event(type, @event =>
            {
                @event.Organization = new() { Id = organization };
                @event.Repository = repository is var (id, name) ? new() { Id = id, Name = name } : null;
                @event.Vulnerability = score is null && severity is null ? null : new() { Score = score, Severity = severity };
                @event.Scan = new()
                {
                    Id = "s",
                    Type = ScanType.FullScan,
                    Status = ScanStatus.Completed,
                    Url = "u",
                    VulnerabilitySummary = counts is null ? null : new() { Total = 0, BySeverity = counts },
                };
                if (@event is ScaNewCveEvent)
                {
                    @event.Metadata = new ScaNewCveMetadata
                    {
                        Severity = severity,
                        AffectedRepositoryIds = [.. affected.Take(2).Select(item => item.Item1)],
                        AffectedIssues =
                        [
                            .. affected.Skip(1)
                                .Select(item =>
                                    new AffectedIssue { RepositoryId = item.Item1, RepositoryName = item.Item2, Score = score }),
                        ],
                    };
                }
            }));

    private static readonly Gen<WebhookEvent> UnknownEvents = Gen.Select(Organization, Id, Name, Gen.Bool)
        .Select((organization, id, name, broken) =>
    {
        var json =
            $$"""{"organization":{"id":{{(organization is null ? "1" : $"\"{organization}\"")}}}"""
            + $$""","repository":{"id":"{{id}}","name":"{{name}}"} }""";
        return broken
            ? WebhookJson.Read($$"""{"time":1,"host":"h","source":"s","sourcetype":"NEW_VULNERABILITIES_PR","event":{{json}} }""").Event
            : Given.Unknown(json);
    });

    [Fact]
    public void Routing_by_the_index_equals_routing_by_a_plain_loop_and_its_explanation_agrees() =>
        Gen.Select(Configurations, Gen.Frequency((4, KnownEvents), (1, UnknownEvents)).Array[1, 5]).Sample((configuration, events) =>
        {
            var router = new Router(configuration);
            foreach (var @event in events)
            {
                var matching = configuration.Subscriptions.Where(subscription => Matches(configuration, subscription, @event)).ToArray();
                var expected = configuration.Endpoints
                    .Select(endpoint =>
                        (
                            endpoint.Id,
                            Ids: string.Join(',', matching.Where(item => item.EndpointId == endpoint.Id).Select(item => item.Id))))
                    .Where(endpoint => endpoint.Ids.Length > 0);

                router.Route(@event)
                    .Select(routed => (routed.Endpoint.Id, Ids: string.Join(',', routed.Subscriptions.Select(item => item.Id))))
                    .Should().Equal(expected);
                router.Explain(@event).Where(decision => decision.IsMatch).Select(decision => decision.Subscription)
                    .Should().Equal(matching);
            }
        });

    private static bool Matches(RoutingTable configuration, WebhookSubscription subscription, WebhookEvent @event)
    {
        var endpoint = configuration.Endpoints.Single(endpoint => endpoint.Id == subscription.EndpointId);
        var known = @event as KnownEvent;
        var json = (@event as UnknownEvent)?.Json;
        var idJson = json?.GetProperty("organization").GetProperty("id");
        var organization = known?.Organization.Id
            ?? (idJson?.ValueKind == System.Text.Json.JsonValueKind.String ? idJson.Value.GetString() : null);
        string?[] ids = [known?.Repository?.Id ?? json?.GetProperty("repository").GetProperty("id").GetString()];
        string?[] names = [known?.Repository?.Name ?? json?.GetProperty("repository").GetProperty("name").GetString()];
        if (@event is ScaNewCveEvent { Metadata: { } cve })
        {
            ids = [.. ids, .. cve.AffectedRepositoryIds!, .. cve.AffectedIssues!.Select(issue => issue.RepositoryId)];
            names = [.. names, .. cve.AffectedIssues!.Select(issue => issue.RepositoryName)];
        }

        return subscription.Enabled && endpoint.Enabled
            && new[] { subscription.OrganizationId, endpoint.OrganizationId }.All(owner => owner is null || owner == organization)
            && (subscription.EventTypes.IsAll
                || (known is not null && subscription.EventTypes.Types.Any(type => type.Name == known.Type.Name)))
            && (subscription.Repositories.IsAll
                || subscription.Repositories.Ids.Any(id => ids.Contains(id))
                || subscription.Repositories.Names.Any(name =>
                    names.Any(other => string.Equals(name, other, StringComparison.OrdinalIgnoreCase))))
            && (known is null || !SeverityTypes.Contains(known.Type.Name) || Passes(known, subscription.Threshold));
    }

    private static bool Passes(KnownEvent @event, SeverityLevel threshold)
    {
        decimal lowest = threshold switch
        {
            SeverityLevel.Critical => 90,
            SeverityLevel.High => 70,
            SeverityLevel.Medium => 40,
            SeverityLevel.Low => 10,
            _ => 0,
        };

        if (@event is ScaNewCveEvent { Metadata: { } cve })
        {
            var scores = cve.AffectedIssues!.Select(issue => Score(issue.Score)).Where(score => score is not null).ToArray();
            if ((scores.Length > 0 ? scores.Max() : Severity10(cve.Severity)) is { } highest)
            {
                return highest >= lowest;
            }
        }

        if (@event.Vulnerability is { } vulnerability)
        {
            return (Score(vulnerability.Score) ?? Severity10(vulnerability.Severity)) is not { } score || score >= lowest;
        }

        return @event.Scan?.VulnerabilitySummary?.BySeverity is not { } counts
            || (counts.Critical > 0)
            || (counts.High > 0 && lowest <= 70)
            || (counts.Medium > 0 && lowest <= 40)
            || (counts.Low > 0 && lowest <= 10)
            || (counts.Info > 0 && lowest == 0);
    }

    private static decimal? Score(JsonLiteral? json) => json?.Text.Trim('"') switch
    {
        null or "101" or "high" or "Low" or "odd" => null,
        var digits => decimal.Parse(digits, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static decimal? Severity10(JsonLiteral? json) => json?.Text switch
    {
        "\"high\"" => 70,
        "\"Low\"" => 10,
        _ => Score(json) is { } number ? number <= 10 ? number * 10 : number : null,
    };
}
