using System.Net;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public sealed class BulkRedeliveryTests : IAsyncDisposable
{
    private static readonly DeliveryFilter Failed = new() { State = DeliveryState.Failed };

    private readonly DeliveryBed _bed = new(builder => builder
        .AddEndpoint(new() { Name = "a", Url = DeliveryBed.Url })
        .AddEndpoint(new() { Name = "b", Url = DeliveryBed.Url })
        .AddSubscription(new() { EndpointId = "a" })
        .AddSubscription(new() { EndpointId = "b" })
        .Configure(options => options.FinalStatuses.Add(500)))
    {
        Respond = _ => new(HttpStatusCode.InternalServerError),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WebhookOperations Operations => _bed.Get<WebhookOperations>();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task What_the_filter_chooses_is_sent_again_and_the_rest_is_not()
    {
        await FailAsync(3);
        _bed.Respond = _ => new(HttpStatusCode.OK);

        var begun = await Operations.StartRedeliveryAsync(Failed with { EndpointId = "a" }, Token);
        await _bed.Get<JobDispatcher>().RunDueAsync(Token);
        await _bed.Dispatcher.DispatchDueAsync(Token);

        (begun.State, begun.Redelivered).Should().Be((JobState.Pending, 0));
        var ended = await Operations.FindRedeliveryAsync(begun.Id, Token);
        ended.Should().BeEquivalentTo(
            new
            {
                begun.Id,
                begun.Filter,
                begun.CreatedAt,
                begun.Reason,
                State = JobState.Succeeded,
                Redelivered = 3L,
                SettledAt = _bed.Clock.GetUtcNow(),
            });
        (await CountAsync(DeliveryState.Succeeded, "a")).Should().Be(3);
        (await CountAsync(DeliveryState.Failed, "b")).Should().Be(3);
    }

    [Fact]
    public async Task What_fails_again_meanwhile_is_not_sent_again_by_the_same_job()
    {
        await FailAsync(5);
        var begun = await Operations.StartRedeliveryAsync(Failed, Token);

        while (await StepAsync(begun.Id))
        {
            _bed.Clock.Advance(TimeSpan.FromSeconds(1));
            await _bed.Dispatcher.DispatchDueAsync(Token);
        }

        _bed.Requests.Should().HaveCount(20);
        (await Operations.FindRedeliveryAsync(begun.Id, Token))!.Redelivered.Should().Be(10);
        (await CountAsync(DeliveryState.Failed)).Should().Be(10);
    }

    [Fact]
    public async Task What_is_settled_after_it_was_asked_for_stays_as_it_is()
    {
        var begun = await Operations.StartRedeliveryAsync(DeliveryFilter.All, Token);
        _bed.Clock.Advance(TimeSpan.FromSeconds(1));
        await FailAsync(1);

        await _bed.Get<JobDispatcher>().RunDueAsync(Token);

        (await Operations.FindRedeliveryAsync(begun.Id, Token))
            .Should().Match<BulkRedelivery>(it => it.State == JobState.Succeeded && it.Redelivered == 0);
    }

    [Fact]
    public async Task A_cancelled_one_goes_no_further_and_tells_how_far_it_came()
    {
        await FailAsync(5);

        // That they failed is told first.
        await _bed.Get<JobDispatcher>().RunDueAsync(Token);
        var begun = await Operations.StartRedeliveryAsync(Failed, Token);
        await StepAsync(begun.Id);

        (await Operations.CancelRedeliveryAsync(begun.Id, Token)).Should().BeTrue();
        (await Operations.CancelRedeliveryAsync(begun.Id, Token)).Should().BeFalse();
        (await _bed.Get<JobDispatcher>().RunDueAsync(Token)).Should().Be(0);

        (await Operations.FindRedeliveryAsync(begun.Id, Token)).Should().Match<BulkRedelivery>(it =>
            it.State == JobState.Cancelled && it.Redelivered == 4 && it.Reason == DeliveryReasons.OnRequest);
        (await CountAsync(DeliveryState.Pending)).Should().Be(4);
    }

    [Fact]
    public async Task Of_many_endpoints_each_that_is_enabled_gets_its_own_and_the_store_is_never_told_more_than_a_page_of_them()
    {
        await using var bed = new DeliveryBed(builder =>
        {
            builder.Configure(options => options.FinalStatuses.Add(500));
            foreach (var id in Enumerable.Range(0, 10).Select(number => $"ept {number}"))
            {
                builder.AddEndpoint(new() { Id = id, Name = id, Url = DeliveryBed.Url }).AddSubscription(new() { EndpointId = id });
            }
        })
        {
            Respond = _ => new(HttpStatusCode.InternalServerError),
        };
        await bed.SendAsync();
        await bed.SendAsync();
        await bed.Get<WebhookRegistry>().DisableEndpointAsync("ept 3", "A try.", cancellationToken: Token);
        var operations = new Watched(bed.Get<IDeliveryOperations>());
        var chosen = await bed.Get<WebhookOperations>().StartRedeliveryAsync(Failed with { EndpointIds = ["ept 7", "ept 3"] }, Token);
        while (await StepAsync(bed, operations, chosen.Id))
        {
        }

        var all = await bed.Get<WebhookOperations>().StartRedeliveryAsync(Failed, Token);
        while (await StepAsync(bed, operations, all.Id))
        {
        }

        (await bed.Get<WebhookOperations>().FindRedeliveryAsync(chosen.Id, Token))!.Redelivered.Should().Be(2);
        (await bed.Get<WebhookOperations>().FindRedeliveryAsync(all.Id, Token))!.Redelivered.Should().Be(16);
        (await bed.Get<WebhookHistory>().ListDeliveriesAsync(Failed, new(), Token)).Items
            .Should().HaveCount(2).And.OnlyContain(left => left.EndpointId == "ept 3");
        operations.Endpoints.Should().OnlyContain(endpoints => endpoints.Count <= 4);
    }

    [Fact]
    public async Task Jobs_of_other_kinds_are_neither_found_nor_cancelled()
    {
        var jobs = _bed.Get<IJobStore>();
        await jobs.AddAsync(
            [new() { Id = "job_1", Kind = JobKinds.Received, Body = default, CreatedAt = _bed.Clock.GetUtcNow() }], null, Token);

        (await Operations.FindRedeliveryAsync("job_1", Token)).Should().BeNull();
        (await Operations.CancelRedeliveryAsync("job_1", Token)).Should().BeFalse();
        (await Operations.CancelRedeliveryAsync("job_none", Token)).Should().BeFalse();
        (await jobs.FindAsync("job_1", Token))!.State.Should().Be(JobState.Pending);
    }

    [Fact]
    public async Task Every_member_of_the_filter_is_kept_and_the_job_belongs_to_its_organization()
    {
        var at = _bed.Clock.GetUtcNow();
        var filter = new DeliveryFilter
        {
            DeliveryId = "dlv_1",
            EventId = "evt_1",
            State = DeliveryState.Cancelled,
            EndpointId = "a",
            EndpointIds = ["a", "b"],
            EventType = WebhookEventType.PrBlocked,
            OrganizationId = "org_1",
            RepositoryId = "repo_1",
            From = at,
            To = at.AddDays(1),
            SettledBefore = at.AddDays(2),
        };
        typeof(DeliveryFilter).GetProperties().Where(member => member.Name != nameof(DeliveryFilter.All))
            .Should().OnlyContain(member => member.GetValue(filter) != null, "a new member is to be tested here too");

        var begun = await Operations.StartRedeliveryAsync(filter, Token);

        (await Operations.FindRedeliveryAsync(begun.Id, Token))!.Filter.Should().BeEquivalentTo(filter);
        (await _bed.Get<IJobStore>().FindAsync(begun.Id, Token))!.OrganizationId.Should().Be("org_1");
    }

    [Fact]
    public async Task A_filter_that_somebody_broke_is_told_and_sends_nothing()
    {
        await FailAsync(1);
        var job = new Job { Id = "job_1", Kind = JobKinds.Redelivery, Body = "{"u8.ToArray(), CreatedAt = _bed.Clock.GetUtcNow() };
        await _bed.Get<IJobStore>().AddAsync([job], null, Token);

        await _bed.Get<JobDispatcher>().RunDueAsync(Token);

        (await Operations.FindRedeliveryAsync("job_1", Token)).Should().Match<BulkRedelivery>(it =>
            it.State == JobState.Failed && it.Reason!.Contains("cannot be read") && it.Redelivered == 0);
        (await CountAsync(DeliveryState.Pending)).Should().Be(0);
    }

    /// <summary>Each event makes two deliveries.</summary>
    private async Task FailAsync(int events)
    {
        for (var i = 0; i < events; i++)
        {
            await _bed.SendAsync();
        }
    }

    private Task<bool> StepAsync(string id) => StepAsync(_bed, _bed.Get<IDeliveryOperations>(), id);

    /// <summary>Does one page, of four.</summary>
    /// <returns>Whether it goes on.</returns>
    private static async Task<bool> StepAsync(DeliveryBed bed, IDeliveryOperations operations, string id)
    {
        var jobs = bed.Get<IJobStore>();
        var leased = (await jobs.LeaseAsync(new(JobKinds.Redelivery, 1, TimeSpan.FromMinutes(1)), Token)).Single();
        var verdict = await new BulkRedeliveryHandler(operations, bed.Get<WebhookRegistry>(), bed.Get<WorkSignal>(), pageSize: 4)
            .RunAsync(leased, Token);
        await jobs.RecordAsync(leased, verdict!, Token);
        return (await jobs.FindAsync(id, Token))!.State == JobState.Pending;
    }

    private async Task<int> CountAsync(DeliveryState state, string? endpointId = null) =>
        (await _bed.Get<WebhookHistory>().ListDeliveriesAsync(new() { State = state, EndpointId = endpointId }, new(), Token)).Items.Count;

    private sealed class Watched(IDeliveryOperations operations) : IDeliveryOperations
    {
        public List<IReadOnlyCollection<string>> Endpoints { get; } = [];

        public ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken)
        {
            Endpoints.Add(filter.EndpointIds!);
            return operations.RedeliverAsync(filter, max, cancellationToken);
        }

        public ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<int> MergeFiguresAsync(int max, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
