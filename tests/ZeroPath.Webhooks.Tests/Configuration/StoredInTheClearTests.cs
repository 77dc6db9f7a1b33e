using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Tests.Diagnostics;

namespace ZeroPath.Webhooks.Tests.Configuration;

public sealed class StoredInTheClearTests : IDisposable
{
    private static readonly WebhookEndpoint Secret = DeliveryBed.Endpoint("a") with
    {
        Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer token" },
    };

    private readonly LogLines _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Nothing_is_warned_of_where_the_store_holds_no_secret()
    {
        await using var bed = Bed(DeliveryBed.Endpoint("stored"), given: Secret);
        await Refresher(bed).StartAsync(Token);

        _log.Containing("in the clear").Should().BeEmpty("what configuration gives is in no store");
    }

    [Theory]
    [InlineData("header")]
    [InlineData("signing secret")]
    [InlineData("setting of the format")]
    public async Task A_stored_secret_is_warned_of_once(string what)
    {
        await using var bed = Bed(what switch
        {
            "header" => Secret,
            "signing secret" => DeliveryBed.Endpoint("a") with { SigningSecrets = [SigningSecret.Create()] },
            _ => DeliveryBed.Endpoint("a") with
            {
                Format = "PagerDuty",
                FormatSettings = new Dictionary<string, string> { ["RoutingKey"] = "0123456789abcdef0123456789abcdef" },
            },
        });
        var refresher = Refresher(bed);
        await refresher.StartAsync(Token);
        await bed.Registry.UpdateEndpointAsync(bed.Registry.Configuration.Endpoints[0] with { Name = "b" }, cancellationToken: Token);
        await refresher.StopAsync(Token);

        _log.Containing("in the clear").Should().ContainSingle().Which.Should().StartWith("Warning: ");
    }

    private static IHostedService Refresher(DeliveryBed bed) => bed.Get<IEnumerable<IHostedService>>().OfType<RegistryRefresher>().Single();

    /// <summary>With a store that says it is durable, and holds an endpoint.</summary>
    private DeliveryBed Bed(WebhookEndpoint stored, WebhookEndpoint? given = null) => new(
        builder =>
        {
            if (given is not null)
            {
                builder.AddEndpoint(given);
            }
        },
        services =>
        {
            _log.AddTo(services);
            services.AddSingleton(provider =>
            {
                var store = InMemoryStore.Create(provider.GetRequiredService<TimeProvider>());
                var row = new ResourceCodec(new PlainSecretProtector(), new(), WebhookFormats.BuiltIn).RowOf(stored);
                store.Resources.ApplyAsync([new ResourceEdit.Save(row, 0)], ChangeOrigin.Code, Token).AsTask().Wait(Token);
                return store with { IsDurable = true };
            });
        });
}
