using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IInboundTriggerStore"/>.</summary>
public abstract class TriggerSuite : StoreSuite
{
#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task A_trigger_is_kept_with_all_its_members()
    {
        var saved = await SaveAsync(NewTrigger("one", "org_1"));
        var found = await FindTriggerAsync("one");

        Assert.Equal(1, saved!.Version);
        Assert.Equal(saved.Secrets, found!.Secrets);
        Assert.Equal(saved with { Secrets = [] }, found with { Secrets = [] });
        Assert.Equal(
            NewTrigger("one", "org_1") with { Version = 1, Secrets = [] }, found with { Secrets = [] });
    }

    [Fact]
    public async Task There_is_none_of_an_id_that_was_never_given() => Assert.Null(await FindTriggerAsync("none"));

    [Fact]
    public async Task A_trigger_takes_the_place_of_the_version_that_it_was_made_from_and_of_no_other()
    {
        var first = await SaveAsync(NewTrigger("one"));
        var second = await SaveAsync(first! with { Name = "second" });

        Assert.Null(await SaveAsync(first! with { Name = "late" }));
        Assert.Null(await SaveAsync(NewTrigger("one")));
        Assert.Null(await SaveAsync(NewTrigger("none") with { Version = 3 }));

        Assert.Equal(2, second!.Version);
        Assert.Equal(("second", 2), ((await FindTriggerAsync("one"))!.Name, (await FindTriggerAsync("one"))!.Version));
        Assert.Null(await FindTriggerAsync("none"));
    }

    [Fact]
    public async Task Of_many_who_replace_one_version_at_once_one_does()
    {
        var first = await SaveAsync(NewTrigger("one"));

        var saved = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => SaveAsync(first! with { Name = $"{i}" }), Cancellation)));

        Assert.Equal(Assert.Single(saved, trigger => trigger is not null)!.Name, (await FindTriggerAsync("one"))!.Name);
    }

    [Fact]
    public async Task Triggers_are_listed_newest_first_in_pages_of_an_organization_or_of_all()
    {
        await SaveAsync(NewTrigger("one", "org_1"));
        await SaveAsync(NewTrigger("two"));
        await SaveAsync(NewTrigger("three", "org_2"));
        var four = await SaveAsync(NewTrigger("four", "org_1"));
        await SaveAsync((await FindTriggerAsync("one"))! with { Name = "changed" });

        var first = await Harness.Triggers.ListTriggersAsync(null, new(3), Cancellation);
        var second = await Harness.Triggers.ListTriggersAsync(null, new(3, first.Next), Cancellation);

        Assert.Equal(["four", "three", "two"], first.Items.Select(trigger => trigger.Id));
        Assert.Equal(four!.Secrets, first.Items[0].Secrets);
        Assert.Equal(("one", "changed", null), (Assert.Single(second.Items).Id, second.Items[0].Name, second.Next));
        Assert.Equal(["four", "one"], (await Harness.Triggers.ListTriggersAsync("org_1", new(), Cancellation)).Items.Select(trigger => trigger.Id));
        Assert.Empty((await Harness.Triggers.ListTriggersAsync("org_3", new(), Cancellation)).Items);
    }

    [Fact]
    public async Task A_trigger_that_is_removed_is_gone_and_can_be_made_anew()
    {
        await SaveAsync(NewTrigger("one"));

        Assert.True(await Harness.Triggers.RemoveTriggerAsync("one", Cancellation));
        Assert.False(await Harness.Triggers.RemoveTriggerAsync("one", Cancellation));

        Assert.Null(await FindTriggerAsync("one"));
        Assert.Equal(1, (await SaveAsync(NewTrigger("one")))!.Version);
    }

    private static InboundTrigger NewTrigger(string id, string? organizationId = null) => new()
    {
        Id = id,
        Name = $"“{id}”",
        OrganizationId = organizationId,
        Prompt = "Look at it,\nand say what you see.",
        Enabled = false,
        PublishesEvent = true,
        Timeout = TimeSpan.FromSeconds(90.5),
        MaxPerMinute = 7,
        Secrets = [new("00ff"), new("11ee", DateTimeOffset.UnixEpoch.AddDays(20_001))],
        CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
    };

    private async Task<InboundTrigger?> SaveAsync(InboundTrigger trigger) => await Harness.Triggers.TrySaveTriggerAsync(trigger, Cancellation);

    private async Task<InboundTrigger?> FindTriggerAsync(string id) => await Harness.Triggers.FindTriggerAsync(id, Cancellation);
}
