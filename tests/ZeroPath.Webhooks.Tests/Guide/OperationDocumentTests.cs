using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>What <c>docs/operations.md</c>, the dashboard and the alert rules name is there.</summary>
public partial class OperationDocumentTests
{
    private const string Operations = "docs/operations.md";
    private const string Rules = "docs/grafana/alerts.yml";
    private const string Dashboard = "docs/grafana/zeropath-webhooks.json";

    private static readonly LoggerMessageAttribute[] Messages =
    [
        .. Document.Packages().SelectMany(package => Assembly.Load(Path.GetFileName(package)).GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .OrderBy(message => message.EventId),
    ];

    [Fact]
    public void The_table_of_the_log_is_that_of_the_code() => GeneratedBlocks.ShouldBeCurrent(Operations, _ => Log(), count: 1);

    [Fact]
    public void No_two_messages_of_the_log_have_the_same_event_id() =>
        Messages.Select(message => message.EventId).Should().NotBeEmpty().And.OnlyHaveUniqueItems();

    [Theory]
    [InlineData(Rules)]
    [InlineData(Dashboard)]
    public void A_metric_that_is_asked_for_is_one_that_is_measured(string path)
    {
        var asked = NameInPrometheus().Matches(Document.Read(path)).Select(match => match.Value).ToHashSet();

        asked.Should().NotBeEmpty().And.BeSubsetOf(Instruments().SelectMany(InPrometheus));
    }

    [Fact]
    public void The_table_of_metrics_has_each_with_its_unit()
    {
        foreach (var instrument in Instruments())
        {
            Document.Read(Operations).Should().MatchRegex(
                $@"\| `{Regex.Escape(instrument.Name)}` \| {KindOf(instrument)}, `{Regex.Escape(instrument.Unit!)}` \|");
        }
    }

    [Fact]
    public void The_dashboard_is_json_in_which_each_panel_asks_something()
    {
        using var dashboard = JsonDocument.Parse(Document.Read(Dashboard));

        dashboard.RootElement.GetProperty("panels").EnumerateArray().Should().NotBeEmpty()
            .And.OnlyContain(panel => panel.GetProperty("targets").GetArrayLength() > 0);
    }

    [Fact]
    public void Each_alert_rule_is_explained() =>
        AlertName().Matches(Document.Read(Rules)).Select(match => match.Groups["name"].Value).Should().NotBeEmpty()
            .And.OnlyContain(name => Document.Read(Operations).Contains($"| `{name}` |"));

    private static string Log() => string.Concat(
        [
            "| Event id | Level | Message |\n| --- | --- | --- |\n",
            .. Messages.Select(message => $"| {message.EventId} | {message.Level} | {message.Message.Replace("|", "\\|")} |\n"),
        ]);

    private static List<Instrument> Instruments()
    {
        var instruments = new List<Instrument>();
        using var services = new ServiceCollection().AddZeroPathWebhooks().Services.BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Scope == factory)
                {
                    instruments.Add(instrument);
                }
            },
        };
        listener.Start();
        _ = services.GetServices<IHostedService>().ToList();
        return instruments;
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        Histogram<double> => "histogram",
        _ => "gauge",
    };

    // As OpenTelemetry's exporters name them.
    private static IEnumerable<string> InPrometheus(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        return instrument switch
        {
            Counter<long> => [$"{name}_total"],
            Histogram<double> => [$"{name}_seconds_bucket", $"{name}_seconds_count", $"{name}_seconds_sum"],
            _ => [name],
        };
    }

    [GeneratedRegex(@"\bzeropath_webhooks_\w+")]
    private static partial Regex NameInPrometheus();

    [GeneratedRegex(@"- alert: (?<name>\w+)")]
    private static partial Regex AlertName();
}
