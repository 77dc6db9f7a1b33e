using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Secrets;

/// <summary>
/// Nothing shows what stands in a header's value, in a URL behind its host, in a signing secret, in a payload or in an answer. A payload
/// and the records in it are the application's own: their <c>ToString</c> shows their members, as records do.
/// </summary>
public class SecretsTests
{
    private static readonly Type[] Types =
    [
        .. new[] { "", ".AspNetCore", ".PostgreSql", ".Sqlite" }.SelectMany(name => Assembly.Load($"ZeroPath.Webhooks{name}").GetTypes()),
    ];

    public static TheoryData<string> Records => new(Types
        .Where(type => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null)
        .Where(type => type is { IsAbstract: false, ContainsGenericParameters: false } && type.Namespace != typeof(WebhookEvent).Namespace)

        // A bundle of services, which holds no values.
        .Where(type => type != typeof(WebhookStore))
        .Select(type => type.AssemblyQualifiedName!));

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_prints_no_secret(string name) =>
        Canaries.In(PlantedRecord.Of(Type.GetType(name)!).ToString()!).Should().BeEmpty();

    [Fact]
    public void Lists_of_records_print_no_secret() =>
        Canaries.In(new Page<PublishedEvent>([(PublishedEvent)PlantedRecord.Of(typeof(PublishedEvent))], null).ToString() ?? "")
            .Should().BeEmpty();

    [Fact]
    public void A_debugger_shows_what_ToString_does() =>
        Types.SelectMany(type => type.GetCustomAttributes<DebuggerDisplayAttribute>()).Select(display => display.Value)
            .Where(display => display?.Length > 0 && display != "\\{ {ToString(),nq} \\}").Distinct().Should().Equal("{ToString(),nq}");

    [Fact]
    public void What_is_wrong_with_a_payload_is_told_without_its_values()
    {
        using var witness = new Witness();
        foreach (var definition in EventCatalog.All)
        {
            var sample = JsonNode.Parse(WebhookJson.Write(definition.CreateSample()))!.AsObject();
            foreach (var (owner, member) in Members(sample["event"]!.AsObject()).ToList())
            {
                var kept = owner[member];
                owner[member] = new JsonArray(Canaries.Payload);
                Judge(sample);
                owner[member] = Canaries.Payload;
                Judge(sample);
                owner[member] = kept;
            }
        }

        string[] broken =
        [
            "canary7", "[\"canary7\"]", "{\"sourcetype\":\"canary7\"", "{\"sourcetype\":[\"canary7\"]}",
            "{\"time\":\"canary7\",\"host\":5}",
        ];
        foreach (var text in broken)
        {
            FluentActions.Invoking(() => WebhookJson.Read(Encoding.UTF8.GetBytes(text))).Should().Throw<WebhookJsonException>()
                .Which.Should().Match<Exception>(e => Seen(witness, e));
            Judge(text);
        }

        witness.Seen.SelectMany(Canaries.In).Should().BeEmpty();
        witness.Seen.Should().HaveCountGreaterThan(100, "most values break a rule");

        void Judge(object json)
        {
            var problems = WebhookValidator.Validate(Encoding.UTF8.GetBytes(json.ToString()!));
            witness.Saw("problems", problems);
            witness.Saw("exception", new WebhookValidationException(problems));
        }
    }

    [Theory]
    [InlineData("Url", "https://canary7user:canary7@api.example.com/canary7path?canary7#canary7")]
    [InlineData("Url", "http://api.example.com/canary7path?canary7")]
    [InlineData("Url", "canary7user:canary7@api.example.com/canary7")]
    [InlineData("Url", "canary7")]
    [InlineData("Url:0", "https://api.example.com/canary7")]
    [InlineData("Headers", "Authorization: canary7")]
    [InlineData("Headers:0", "Authorization: canary7")]
    [InlineData("Headers:Authorization: Bearer canary7", "x")]
    [InlineData("Headers:Authorization", "Bearer canary7\n")]
    [InlineData("Headers:Host", "canary7")]
    [InlineData("Headers:X-Key:Value", "canary7")]
    [InlineData("SigningSecrets", "whsec_canary7")]
    [InlineData("SigningSecrets:0", "whsec_canary7")]
    [InlineData("SigningSecrets:0", "canary7")]
    [InlineData("SigningSecrets:0:Value", "whsec_canary7key/canary7key/canary7key")]
    [InlineData("SigningSecret", "whsec_canary7key/canary7key/canary7key")]
    public void What_is_wrong_with_a_setting_is_told_without_its_secret(string key, string value)
    {
        var settings = new Dictionary<string, string?> { ["Endpoints:0:Name"] = "a", [$"Endpoints:0:{key}"] = value };
        settings.TryAdd(
            "Endpoints:0:Url", key.StartsWith("Url", StringComparison.Ordinal) ? null : $"https://api.example.com/{Canaries.Path}");
        using var services = new ServiceCollection().AddZeroPathWebhooks(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .Services.BuildServiceProvider();

        var start = () => services.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value;

        Canaries.In(start.Should().Throw<OptionsValidationException>().Which.ToString()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("https://canary7user:canary7@api.example.com/canary7path?canary7#canary7")]
    [InlineData("ftp://canary7user:canary7@api.example.com/canary7path?canary7#canary7")]
    [InlineData("canary7user:canary7@api.example.com/canary7")]
    [InlineData("/canary7")]
    public void What_is_wrong_with_an_endpoint_is_told_without_its_secret(string url)
    {
        var endpoint = Canaries.Endpoint("a", new("https://api.example.com")) with
        {
            Url = new(url, UriKind.RelativeOrAbsolute),
            Headers = new Dictionary<string, string>
            {
                ["Authorization: canary7"] = "canary7",
                ["Host"] = "canary7",
                ["X-Key"] = "canary7\n",
            },
            SigningSecrets = [new() { Value = "canary7" }, new() { Value = "whsec_canary7" }, null!],
        };

        var problems = RoutingRules.Check(new() { Endpoints = [endpoint] }, allowHttp: false);

        problems.Should().HaveCountGreaterThan(5);
        Canaries.In(new WebhookConfigurationException(problems).ToString() + endpoint).Should().BeEmpty();
    }

    [Fact]
    public void The_search_finds_what_is_there()
    {
        Canaries.In(Canaries.Secret.Value).Should().NotBeEmpty();
        Canaries.In(Convert.ToHexStringLower(Convert.FromBase64String(Canaries.Key))).Should().NotBeEmpty();
        Canaries.In(Encoding.UTF8.GetString(WebhookJson.Write(Canaries.Document())))
            .Should().NotBeEmpty("a payload is the application's own");
        Records.Should().HaveCountGreaterThan(20);
    }

    private static bool Seen(Witness witness, Exception e)
    {
        witness.Saw("exception", e);
        return true;
    }

    private static IEnumerable<(JsonObject Owner, string Member)> Members(JsonObject owner) => owner.ToList().SelectMany(member =>
        (member.Value is JsonObject inner ? Members(inner) : []).Prepend((owner, member.Key)));
}
