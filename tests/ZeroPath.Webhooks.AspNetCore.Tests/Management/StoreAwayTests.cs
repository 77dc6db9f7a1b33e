using System.Data.Common;
using System.Net;
using System.Reflection;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

public class StoreAwayTests
{
    [Fact]
    public async Task A_store_that_is_away_is_503_with_Retry_After_and_none_of_what_the_driver_says()
    {
        await using var host = await ApiHost.StartAsync(services: services => services.AddSingleton(new WebhookStore
        {
            Name = "away",
            Deliveries = DispatchProxy.Create<IDeliveryStore, Away>(),
            Health = DispatchProxy.Create<IEndpointHealthStore, Away>(),
            Reader = DispatchProxy.Create<IDeliveryReader, Away>(),
            Operations = DispatchProxy.Create<IDeliveryOperations, Away>(),
            Jobs = DispatchProxy.Create<IJobStore, Away>(),
            Resources = DispatchProxy.Create<IResourceStore, Away>(),
        }));

        foreach (var (method, path, _) in RouteWalk.Of(host, _ => "a").Where(item => item.Method == HttpMethod.Get
            && !item.Path.EndsWith("-types", StringComparison.Ordinal) && item.Path is not "/health" and not "/retention"))
        {
            var reply = await host.SendAsync(method, path);

            reply.Status.Should().Be(HttpStatusCode.ServiceUnavailable, "{0}", path);
            reply.RetryAfter.Should().NotBeNull();
            reply.ContentType.Should().Be("application/problem+json");
            reply.Text.Should().NotContain("canary").And.NotContain("Exception");
        }

        (await host.PostAsync("/endpoints", """{ "name": "x", "url": "https://x.example.com" }"""))
            .Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await host.PostAsync("/retention/purge")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        var health = await host.GetAsync("/health");
        health["isStoreReachable"].Should().Be("False");
        health["storeFailure"].Should().Contain(nameof(AwayException)).And.NotContain("canary");
        host.Log.Records.Should().Contain(record => record.Id.Id == 302);
    }

    private sealed class AwayException() : DbException("Host=db;Password=canary was refused.");

#pragma warning disable CA1852 // A proxy derives from it.
    private class Away : DispatchProxy
#pragma warning restore CA1852
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => throw new AwayException();
    }
}
