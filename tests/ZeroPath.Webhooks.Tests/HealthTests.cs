using System.Reflection;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests;

public class HealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pump_is_alive_from_the_hosts_start_to_its_stop()
    {
        await using var bed = new DeliveryBed();
        var (health, pump) = (bed.Get<WebhookHealth>(), Pump(bed));

        health.Pump.Should().BeEquivalentTo(new PumpHealth { IsAlive = false });
        await pump.StartAsync(Token);
        await UntilAsync(() => health.Pump.IsAlive);
        await pump.StopAsync(Token);
        health.Pump.Should().BeEquivalentTo(new PumpHealth { IsAlive = false });
    }

    [Fact]
    public async Task A_pump_whose_step_hangs_is_dead_after_poll_interval_and_lease_and_alive_when_it_goes_on()
    {
        var (hangs, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var bed = new DeliveryBed(services: services => Use(services, () =>
        {
            hangs.TrySetResult();
            return release.Task;
        }));
        var (health, pump) = (bed.Get<WebhookHealth>(), Pump(bed));
        await pump.StartAsync(Token);
        await hangs.Task.WaitAsync(Patience, Token);
        var options = new ZeroPathWebhooksOptions();

        bed.Clock.Advance(options.PollInterval + options.Lease);
        health.Pump.IsAlive.Should().BeTrue();
        bed.Clock.Advance(TimeSpan.FromMilliseconds(1));
        health.Pump.Should().Match<PumpHealth>(it => !it.IsAlive && it.SinceLastStep > options.Lease && it.Failure == null);

        release.SetResult();
        await UntilAsync(() => health.Pump.IsAlive);
        await pump.StopAsync(Token);
    }

    [Fact]
    public async Task A_step_that_failed_is_told_until_one_did_not()
    {
        var fails = true;
        await using var bed = new DeliveryBed(services: services => Use(services, () =>
            Volatile.Read(ref fails) ? throw new IOException("The store was told to fail.") : Task.CompletedTask));
        var (health, pump) = (bed.Get<WebhookHealth>(), Pump(bed));

        await pump.StartAsync(Token);
        await UntilAsync(() => health.Pump is { IsAlive: true, Failure: IOException });
        Volatile.Write(ref fails, false);
        await UntilAsync(
            () =>
            {
                bed.Clock.Advance(TimeSpan.FromSeconds(1));
                return health.Pump is { IsAlive: true, Failure: null };
            });

        await pump.StopAsync(Token);
    }

    [Fact]
    public async Task A_store_that_answers_says_how_long_the_oldest_delivery_has_been_due()
    {
        await using var bed = new DeliveryBed();
        (await bed.Get<WebhookHealth>().CheckStoreAsync(Token)).Should().BeEquivalentTo(new StoreHealth());
        await bed.Publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        bed.Clock.Advance(TimeSpan.FromSeconds(42));

        (await bed.Get<WebhookHealth>().CheckStoreAsync(Token))
            .Should().BeEquivalentTo(new StoreHealth { OldestDueAge = TimeSpan.FromSeconds(42) });
    }

    [Fact]
    public async Task A_store_that_throws_is_not_reachable()
    {
        var failure = new IOException("The disk is gone.");
        var health = Health(Reader(() => throw failure), TimeProvider.System);

        (await health.CheckStoreAsync(Token)).Should().Match<StoreHealth>(store => !store.IsReachable && store.Failure == failure);
    }

    [Fact]
    public async Task A_store_that_hangs_is_not_reachable_and_is_asked_by_one_at_a_time()
    {
        var clock = new FakeTimeProvider();
        var answer = new TaskCompletionSource<TimeSpan?>();
        var questions = 0;
        var health = Health(
            Reader(() =>
            {
                questions++;
                return answer.Task;
            }),
            clock);
        var first = health.CheckStoreAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(5));
        Task<StoreHealth>[] checks = [first, .. Enumerable.Range(0, 3).Select(_ => health.CheckStoreAsync(Token))];
        clock.Advance(TimeSpan.FromSeconds(5));

        foreach (var check in checks)
        {
            (await check).Failure.Should().BeOfType<TimeoutException>().Which.Message.Should().Contain("did not answer within 00:00:05");
        }

        questions.Should().Be(2);
        answer.SetResult(null);
        (await health.CheckStoreAsync(Token)).IsReachable.Should().BeTrue();
    }

    [Fact]
    public async Task Who_cancels_the_question_gets_no_answer()
    {
        var health = Health(Reader(() => new TaskCompletionSource<TimeSpan?>().Task), TimeProvider.System);

        await health.Awaiting(it => it.CheckStoreAsync(new(canceled: true))).Should().ThrowAsync<OperationCanceledException>();
    }

    private static IHostedService Pump(DeliveryBed bed) => bed.Get<IEnumerable<IHostedService>>().OfType<DeliveryService>().Single();

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(Patience);
            await Task.Yield();
        }
    }

    private static WebhookHealth Health(IDeliveryReader reader, TimeProvider time)
    {
        var store = InMemoryStore.Create(time) with { IsDurable = true };
        var options = Options.Create(new ZeroPathWebhooksOptions());
        return new(
            store.Deliveries, reader, store.Jobs, options, time, new(time, NullLogger<StoreOutage>.Instance), new(store, options, time));
    }

    private static IDeliveryReader Reader(Func<Task<TimeSpan?>> answer)
    {
        var reader = DispatchProxy.Create<IDeliveryReader, Answering>();
        ((Answering)reader).Answer = (_, _) => new ValueTask<QueueDepth>(AnswerAsync());
        return reader;

        async Task<QueueDepth> AnswerAsync() => new(0, 0, await answer());
    }

    /// <summary>A store that does something before it leases.</summary>
    private static void Use(IServiceCollection services, Func<Task> beforeLease)
    {
        var inner = InMemoryStore.Create(TimeProvider.System);
        var store = DispatchProxy.Create<IDeliveryStore, Answering>();
        ((Answering)store).Answer = (method, arguments) => method.Name == nameof(IDeliveryStore.LeaseDueAsync)
            ? new ValueTask<IReadOnlyList<LeasedDelivery>>(LeaseAsync())
            : method.Invoke(inner.Deliveries, arguments)!;
        services.AddSingleton(inner with { Deliveries = store });

        async Task<IReadOnlyList<LeasedDelivery>> LeaseAsync()
        {
            await beforeLease();
            return [];
        }
    }

#pragma warning disable CA1852 // A proxy derives from it.
    private class Answering : DispatchProxy
#pragma warning restore CA1852
    {
        public Func<MethodInfo, object?[], object> Answer { get; set; } = null!;

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!, args!);
    }
}
