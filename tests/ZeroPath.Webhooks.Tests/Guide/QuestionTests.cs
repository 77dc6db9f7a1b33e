using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Tests.Architecture;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>Questions that users ask, each with the place of its answer, and words that stand there: a search for them finds it.</summary>
public class QuestionTests
{
    private static readonly (string Question, string Place, string[] Words)[] Answers =
    [
        ("How do I see what failed and why, without writing code?",
            "operations.md#see-what-failed-and-why", ["without writing code", "failed", "why"]),
        ("What is logged, at which level, with which event id? How do I make it quieter or louder?",
            "operations.md#logging", ["logged", "level", "event id", "quieter or louder"]),
        ("How do I rotate a header's secret on the sending side, without a gap?",
            "security.md#rotating-secrets", ["header's secret", "sending side", "gap"]),
        ("How do I rotate a signing secret?", "security.md#rotating-secrets", ["signing secret", "both sign"]),
        ("How do I rotate a receiver's token?", "security.md#rotating-secrets", ["receiver's token", "without a restart"]),
        ("Can endpoints in appsettings change without a restart?",
            "routing.md#endpoints-in-appsettings-without-a-restart", ["appsettings", "without a restart"]),
        ("An endpoint was changed at run time: how do I give it back to configuration?",
            "routing.md#which-endpoint-is-in-force-now-and-why", ["changed at run time", "give it back to configuration"]),
        ("Which one is in force now, and why?", "routing.md#which-endpoint-is-in-force-now-and-why", ["in force"]),
        ("How do I pass header secrets by environment variables, user secrets, a key vault?",
            "security.md#passing-secrets", ["environment variables", "user secrets", "key vault", "hyphen"]),
        ("How is the stored schema migrated?", "upgrading.md#the-stored-schema", ["stored schema", "migrated"]),
        ("What about rolling deploys, two versions side by side, going back a version?",
            "upgrading.md#the-stored-schema", ["Rolling deploys", "two versions side by side", "Going back a version"]),
        ("Which SQL will run, which rights does it need, and can a database administrator apply it?",
            "stores.md#which-sql-will-run-and-which-rights-it-needs", ["SQL", "rights", "database administrator apply it"]),
        ("How many database connections does it hold, and what of a pooler in between?",
            "stores.md#postgresql", ["Connections", "pooler in between", "PgBouncer"]),
        ("What does publishing throw when the database is away, and what should my application do then?",
            "stores.md#when-the-database-is-away", ["WebhookStoreException", "database is away", "your application should do"]),
        ("Is there any ordering? Per endpoint, per repository?",
            "delivery-guarantees.md#is-there-any-ordering", ["ordering", "per endpoint", "per repository"]),
        ("How much does one machine take?", "operations.md#sizing", ["one machine take"]),
        ("When do I need PostgreSQL, when more nodes?", "operations.md#sizing", ["need PostgreSQL", "more nodes"]),
        ("How large do the tables get?", "operations.md#sizing", ["large do the tables get"]),
        ("May I publish types of my own?", "events.md#types-of-your-own", ["publish", "type of your own"]),
        ("May two processes share a SQLite file?", "stores.md#sqlite", ["two processes share a file"]),
        ("A network share?", "stores.md#sqlite", ["network share"]),
        ("May it be the application's own database?", "stores.md#sqlite", ["application's own database"]),
        ("Native AOT, trimming: what works?", "upgrading.md#native-aot-and-trimming", ["Native AOT", "trimming"]),
        ("Which .NET versions, which support policy, how are breaking changes announced?",
            "upgrading.md#versions-and-support", [".NET", "Support", "Breaking changes are announced"]),
        ("How are payloads versioned; what happens when ZeroPath adds a field or a type?",
            "events.md#how-payloads-are-versioned", ["version", "ZeroPath adds a field", "adds a type"]),
        ("Which metrics do I alert on, with which thresholds?", "operations.md#dashboard-and-alerts", ["Alert", "Threshold"]),
        ("How do I test a publisher?", "testing.md#a-publisher", ["publisher", "AdvanceAsync"]),
        ("How do I test a handler?", "testing.md#a-handler", ["handler", "HandleAsync"]),
        ("How do I test a receiver?", "testing.md#a-receiver", ["receiver", "WebApplicationFactory"]),
        ("Several tenants: limits, fairness?", "multi-tenant.md#fairness-and-limits", ["tenant", "limits", "Fairness"]),
        ("Several tenants: isolation?", "multi-tenant.md#isolation", ["Isolation", "organization"]),
        ("What may a tenant's administrator see and do?",
            "multi-tenant.md#what-a-tenants-administrator-may-see-and-do", ["tenant's administrator", "see and do"]),
        ("How do I delete a person's or a customer's data?",
            "operations.md#delete-a-customers-or-a-persons-data", ["delete a customer's data", "person's data"]),
        ("I restored a backup: what is sent again?", "operations.md#backup-and-restore", ["restored a backup", "sent again"]),
        ("Proxies, mutual TLS, OAuth in front of an endpoint, an authority of my own?",
            "security.md#proxies-mutual-tls-oauth-an-authority-of-your-own",
            ["proxy", "Mutual TLS", "OAuth in front", "authority of your own"]),
        ("EF Core: order of migrations and host start, execution strategies, EnsureCreated?",
            "stores.md#ef-core", ["EF Core", "order of migrations and host start", "Execution strategies", "EnsureCreated"]),
        ("How do I run a failed received event again, by API and by hand?",
            "receiving.md#run-a-failed-received-event-again", ["failed received event again", "API", "by hand"]),
        ("Does ZeroPath itself sign its webhooks or send webhook-id?",
            "delivery-guarantees.md#what-a-request-looks-like", ["ZeroPath itself sign its webhooks", "webhook-id", "custom headers only"]),
        ("Is this official?", "upgrading.md#versions-and-support", ["Is this official?"]),
        ("What exactly is promised about duplicates?", "delivery-guarantees.md#what-is-promised", ["promised", "At least once"]),
        ("How should a receiver be written?", "delivery-guarantees.md#how-a-receiver-should-behave", ["receiver", "duplicates"]),
        ("Behind nginx, a load balancer, an API gateway: what must be set?",
            "receiving.md#behind-nginx-a-load-balancer-an-api-gateway", ["nginx", "load balancer", "API gateway", "must be set"]),
        ("What may a stranger who can create an endpoint reach, learn or exhaust?",
            "security.md#what-a-stranger-can-do", ["stranger who can create an endpoint reach, learn or exhaust"]),
        ("How do I get Slack, PagerDuty, Teams, GitHub Actions or Splunk to take the events?",
            "formats.md#slack-pagerduty-teams-github-actions-splunk", ["Slack", "PagerDuty", "Teams", "GitHub Actions", "Splunk"]),
        ("How do I move from one store to another?", "stores.md#move-from-one-store-to-another", ["Move from one store to another"]),
        ("What is left out?", "delivery-guarantees.md#what-is-left-out", ["Digests", "mail", "chat as channels of their own"]),
        ("What answers the advice of a timestamp against replays?",
            "delivery-guarantees.md#how-a-receiver-should-behave", ["webhook-timestamp", "replays"]),
    ];

    public static TheoryData<string> Questions => new(Answers.Select(answer => answer.Question));

    [Theory]
    [MemberData(nameof(Questions))]
    public void It_is_answered_where_a_search_for_its_words_finds_it(string question)
    {
        var (_, place, words) = Answers.Single(answer => answer.Question == question);
        var (path, heading) = ($"docs/{place.Split('#')[0]}", place.Split('#')[1]);

        var section = DocumentationTests.SectionOf(path, heading);

        section.Should().NotBeNull($"{path} is to have the heading #{heading}");
        words.Should().OnlyContain(word => section!.Replace('\n', ' ').Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
