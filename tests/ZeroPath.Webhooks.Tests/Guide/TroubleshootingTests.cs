using System.Reflection;
using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>What people see, and have to look up, stands in <c>docs/troubleshooting.md</c>.</summary>
public class TroubleshootingTests
{
    public static TheoryData<string> Words => new(All().Distinct());

    [Theory]
    [MemberData(nameof(Words))]
    public void It_is_explained(string word) => Document.Read("docs/troubleshooting.md").Should().Contain($"`{word}`");

    private static IEnumerable<string> All() =>
    [
        .. Enum.GetNames<AttemptOutcome>(), .. Enum.GetNames<DeliveryState>(), .. Enum.GetNames<JobState>(),
        .. Enum.GetNames<RedeliveryOutcome>(), .. Enum.GetNames<SignatureVerification>(),
        .. typeof(DeliveryReasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(it => (string)it.GetValue(null)!),
        .. Enum.GetNames<RoutingReason>().Select(name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name)),
        .. typeof(WebhookRegistry).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(Exception)))
            .Select(type => type.Name),
    ];
}
