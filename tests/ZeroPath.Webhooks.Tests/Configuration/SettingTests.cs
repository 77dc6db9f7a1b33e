using System.Collections;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Configuration;

public class SettingTests
{
    public static TheoryData<string> Options =>
        new(WebhookSettings.Table.Settings.Select(setting => setting.Key).Except(["Endpoints", "Subscriptions"]));

    [Fact]
    public void Every_option_has_a_row() => WebhookSettings.Table.Settings.Select(setting => setting.Key).Should().BeEquivalentTo(
        KeysOf(typeof(ZeroPathWebhooksOptions)), "each property of Model/ZeroPathWebhooksOptions.cs has a row in Setup/WebhookSettings.cs");

    [Fact]
    public void Every_property_of_an_endpoint_has_a_row() =>
        EndpointSettings.Table.Settings.Select(setting => setting.Key).Should().BeEquivalentTo(
        KeysOf(typeof(WebhookEndpoint)).Except([nameof(WebhookEndpoint.DisabledReason), nameof(WebhookEndpoint.Version)]),
        "each property of Model/WebhookEndpoint.cs has a row in Setup/EndpointSettings.cs, but for reason and version, "
            + "which are given at run time");

    [Fact]
    public void Every_property_of_a_subscription_has_a_row() =>
        SubscriptionSettings.Table.Settings.Select(setting => setting.Key).Should().BeEquivalentTo(
        [.. KeysOf(typeof(WebhookSubscription)).Except([nameof(WebhookSubscription.Version)]), "RepositoryIds"],
        "each property of Model/WebhookSubscription.cs but the version has a row in Setup/SubscriptionSettings.cs, "
            + "and the repositories have two");

    [Fact]
    public void Every_option_of_a_receiver_has_a_row() =>
        ReceiverSettings.Table.Settings.Select(setting => setting.Key).Should().BeEquivalentTo(
        KeysOf(typeof(WebhookReceiverOptions)),
        "each property of Receiving/WebhookReceiverOptions.cs has a row in Setup/ReceiverSettings.cs");

    [Theory]
    [MemberData(nameof(Options))]
    public void A_row_reads_its_key_into_its_property_and_into_no_other(string key)
    {
        var property = SettingTables.PropertiesOf(typeof(ZeroPathWebhooksOptions)).Single(one => one.Key == key).Property;
        var (before, options) = (new ZeroPathWebhooksOptions(), new ZeroPathWebhooksOptions());
        var (suffix, value) = Written(
            property.PropertyType, WebhookSettings.Table.Settings.Single(setting => setting.Key == key).Get(before));
        var settings = new Dictionary<string, string?> { [key + suffix] = value };

        WebhookSettings.Table.Read(
            options, new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), options.ConfigurationProblems, new(root: null));

        options.ConfigurationProblems.Should().BeEmpty();
        WebhookSettings.Table.Settings.Where(setting => !IsSame(setting.Get(before), setting.Get(options))).Select(setting => setting.Key)
            .Should().Equal(key);
    }

    private static IEnumerable<string> KeysOf(Type type) => SettingTables.PropertiesOf(type).Select(one => one.Key);

    /// <summary>A value that is not the default, as configuration has it.</summary>
    private static (string Suffix, string Value) Written(Type type, object? @default) =>
        type == typeof(bool) ? ("", @default is true ? "false" : "true")
        : type == typeof(ISet<IPNetwork>) ? (":0", "10.1.0.0/16")
        : type == typeof(X509Certificate2Collection) ? (":0", PemFile())
        : type == typeof(IDictionary<string, X509Certificate2>) ? (":a", PemFile(withKey: true))
        : type == typeof(Uri) ? ("", "http://proxy.example.com:3128")
        : type == typeof(ISet<int>) ? (":0", "404")
        : type == typeof(ISet<WebhookEventType>) ? (":0", "SCAN_FAILED")
        : type == typeof(IReadOnlyList<TimeSpan>) ? (":0", "00:00:07")
        : type == typeof(TimeSpan) || type == typeof(TimeSpan?) ? ("", "07:00:00")
        : type == typeof(double) ? ("", "0.7")
        : ("", "7");

    private static string PemFile(bool withKey = false)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{nameof(SettingTests)}{(withKey ? "WithKey" : "")}.pem");
        using var key = Certificates.Authority.GetECDsaPrivateKey()!;
        File.WriteAllText(path, $"{Certificates.Authority.ExportCertificatePem()}\n{(withKey ? key.ExportPkcs8PrivateKeyPem() : "")}");
        return path;
    }

    private static bool IsSame(object? one, object? other) => one is IEnumerable items and not string
        ? items.Cast<object>().SequenceEqual(((IEnumerable)other!).Cast<object>())
        : Equals(one, other);
}
