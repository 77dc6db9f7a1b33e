using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Inbound;

public class InboundTriggerGateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_refused_and_whoever_is_not_make_the_same_work()
    {
        await using var bed = new TriggerBed();
        var store = new CountingStore(bed.Store.Resources);
        var compared = new List<(int, int)>();
        var gate = new InboundTriggerGate(store, bed.Deliveries.Get<StoreGate>(), null!, bed.Clock, (one, other) =>
        {
            compared.Add((one.Length, other.Length));
            return CryptographicOperations.FixedTimeEquals(one, other);
        });
        var (trigger, secret) = await bed.CreateAsync();
        var (disabled, itsSecret) = await bed.CreateAsync(new() { Name = "a", Enabled = false });
        var (rotated, before) = await bed.CreateAsync();
        await bed.Triggers.RotateSecretAsync(rotated.Id, TimeSpan.FromDays(1), cancellationToken: Token);

        (await TryAsync(trigger.Id, secret)).Should().BeTrue();
        (await TryAsync(rotated.Id, before)).Should().BeTrue();
        (await TryAsync($"trg_{new string('0', 32)}", secret)).Should().BeFalse("it is unknown");
        (await TryAsync("../\0", secret)).Should().BeFalse("it can be none");
        (await TryAsync("", secret)).Should().BeFalse("it is none");
        (await TryAsync(trigger.Id, itsSecret)).Should().BeFalse("it is another's");
        (await TryAsync(rotated.Id, secret)).Should().BeFalse("it is another's");
        (await TryAsync(trigger.Id, trigger.Secrets[0].Hash)).Should().BeFalse("the hash is no secret");
        (await TryAsync(trigger.Id, null)).Should().BeFalse("there is none, or two");
        (await TryAsync(trigger.Id, "")).Should().BeFalse("it is empty");
        (await TryAsync(disabled.Id, itsSecret)).Should().BeFalse("it is disabled");
        (await TryAsync($"trg_{new string('0', 32)}", itsSecret)).Should().BeFalse("it is unknown, whatever was read before");

        async Task<bool> TryAsync(string id, string? given)
        {
            (store.LookUps, var count) = (0, compared.Count);
            var admitted = await gate.AuthenticateAsync(id, given, Token);
            store.LookUps.Should().Be(1);
            compared.Skip(count).Should().Equal((128, 128), (128, 128));
            return admitted is not null;
        }
    }

    [Fact]
    public async Task Nobody_is_let_in_by_what_an_unknown_trigger_is_compared_with()
    {
        await using var bed = new TriggerBed();
        var compared = new List<string>();
        var gate = new InboundTriggerGate(bed.Store.Resources, bed.Deliveries.Get<StoreGate>(), null!, bed.Clock, (one, other) =>
        {
            compared.Add(Encoding.Unicode.GetString(one));
            return CryptographicOperations.FixedTimeEquals(one, other);
        });
        var (trigger, secret) = await bed.CreateAsync();
        var unknown = $"trg_{new string('0', 32)}";

        (await gate.AuthenticateAsync(unknown, new string('-', 64), Token)).Should().BeNull();
        (await gate.AuthenticateAsync(trigger.Id, secret, Token)).Should().NotBeNull();
        (await gate.AuthenticateAsync(unknown, secret, Token)).Should().BeNull("though it is compared with that of the last trigger");

        compared.Should().HaveCount(6);
        compared[4].Should().Be(trigger.Secrets[0].Hash, "reading a trigger is work, and an unknown one makes it too");
    }

    [Fact]
    public async Task A_minute_s_worth_comes_at_once_and_then_one_a_share()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync(new() { Name = "a", MaxPerMinute = 4 });
        var (other, _) = await bed.CreateAsync();

        Turns(4).Should().AllBeEquivalentTo(TimeSpan.Zero);
        bed.Gate.TakeTurn(trigger).Should().Be(TimeSpan.FromSeconds(15));
        bed.Gate.TakeTurn(other).Should().Be(TimeSpan.Zero);

        bed.Clock.Advance(TimeSpan.FromSeconds(14));
        bed.Gate.TakeTurn(trigger).Should().Be(TimeSpan.FromSeconds(1));
        bed.Clock.Advance(TimeSpan.FromSeconds(1));
        Turns(2).Should().Equal(TimeSpan.Zero, TimeSpan.FromSeconds(15));

        bed.Clock.Advance(TimeSpan.FromHours(1));
        Turns(5).Should().Equal([.. Enumerable.Repeat(TimeSpan.Zero, 4), TimeSpan.FromSeconds(15)]);

        List<TimeSpan> Turns(int count) => [.. Enumerable.Range(0, count).Select(_ => bed.Gate.TakeTurn(trigger))];
    }

    [Fact]
    public async Task A_key_of_a_trigger_makes_one_execution_also_after_it_has_ended()
    {
        await using var bed = new TriggerBed();
        var ((trigger, _), (other, _)) = (await bed.CreateAsync(), await bed.CreateAsync());

        var first = await bed.CallAsync(trigger, "1", "key");
        await bed.RunAsync();
        var second = await bed.CallAsync(trigger, "2", "key");
        var elsewhere = await bed.CallAsync(other, "1", "key");
        await bed.RunAsync();

        second.Id.Should().Be(first.Id);
        elsewhere.Id.Should().NotBe(first.Id);
        bed.Agent.Seen.Select(seen => seen.Execution.Id).Should().Equal(first.Id, elsewhere.Id);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData(257)]
    public async Task A_key_that_cannot_be_one_is_refused(object key)
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync();

        await bed.Invoking(it => it.CallAsync(trigger, key: key as string ?? new('k', (int)key)))
            .Should().ThrowAsync<ArgumentException>()
                .WithMessage("The idempotency key is blank or longer than 256 characters, or has a NUL*");

        (await bed.Triggers.ListExecutionsAsync(new(), new(), Token)).Items.Should().BeEmpty();
    }

    private sealed class CountingStore(IResourceStore inner) : IResourceStore
    {
        public int LookUps { get; set; }

        public ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken)
        {
            LookUps++;
            return inner.FindAsync(kind, id, cancellationToken);
        }

        public ValueTask<ResourceOutcome> ApplyAsync(
            IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
            ResourceFilter filter, ResourcePosition? after, int max,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Page<ResourceActivity>> ListActivityAsync(
            ActivityFilter filter, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
