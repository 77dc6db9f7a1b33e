using System.Diagnostics;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IResourceStore.ReadChangesAsync"/>: how nodes follow.</summary>
public abstract class ResourceFeedSuite : StoreSuite
{
    private IResourceStore Resources => Harness.Resources;

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task The_current_mark_comes_after_all_that_was_changed()
    {
        await ApplyAsync(Save("one"));
        ResourceChanges following;
        var patience = Stopwatch.StartNew();
        do
        {
            // Where others use the database too, the mark waits for what they began earlier and have not ended.
            var current = await Resources.ReadChangesAsync(null, 10, Cancellation);
            following = await Resources.ReadChangesAsync(current.Mark, 10, Cancellation);
            Assert.Empty(current.Changes);
            Assert.False(current.MustReload || current.HasMore || following.MustReload || following.HasMore);
        }
        while (following.Changes.Count > 0 && patience.Elapsed < TimeSpan.FromMinutes(1));

        Assert.Empty(following.Changes);
    }

    [Fact]
    public async Task What_was_saved_changed_and_removed_is_told_as_it_is_now()
    {
        var gone = (await ApplyAsync(Save("gone")))[0];
        var mark = await MarkAsync();
        var one = (await ApplyAsync(Save("one")))[0];
        await ApplyAsync(new ResourceEdit.Save(one with { Name = "changed" }, one.Version));
        await ApplyAsync(new ResourceEdit.Remove(gone.Kind, gone.Id, gone.Version, gone.OrganizationId));

        var known = new Dictionary<string, ResourceChange> { ["gone"] = new(gone.Kind, gone.Id, gone.Version, gone) };
        await FollowAsync(mark, known);

        Assert.Equal("changed", known["one"].Row!.Name);
        Assert.Equal(await Resources.FindAsync(ResourceKind.Endpoint, "one", Cancellation), known["one"].Row);
        Assert.Null(known["gone"].Row);
    }

    [Fact]
    public async Task The_subscriptions_of_an_endpoint_that_was_removed_are_told_too()
    {
        var endpoint = (await ApplyAsync(Save("one")))[0];
        await ApplyAsync(
            new ResourceEdit.Save(new() { Kind = ResourceKind.Subscription, Id = "sub", Name = "sub", ParentId = "one", Settings = "{}" },
            0));
        var mark = await MarkAsync();
        await ApplyAsync(new ResourceEdit.Remove(endpoint.Kind, endpoint.Id, endpoint.Version, endpoint.OrganizationId));

        var known = new Dictionary<string, ResourceChange>();
        await FollowAsync(mark, known);

        Assert.Null(known["one"].Row);
        Assert.Null(known["sub"].Row);
    }

    [Fact]
    public async Task A_row_that_was_removed_and_made_anew_is_there_by_its_higher_version()
    {
        var first = (await ApplyAsync(Save("one")))[0];
        var mark = await MarkAsync();
        await ApplyAsync(new ResourceEdit.Remove(first.Kind, first.Id, first.Version, first.OrganizationId));
        var second = (await ApplyAsync(Save("one")))[0];

        var known = new Dictionary<string, ResourceChange>();
        await FollowAsync(mark, known);

        Assert.Equal(second, known["one"].Row);
    }

    [Fact]
    public async Task A_node_that_missed_a_thousand_changes_catches_up()
    {
        var rows = await ApplyAsync([.. Enumerable.Range(0, 100).Select(i => Save($"{i}"))]);
        var known = rows.ToDictionary(row => row.Id, row => new ResourceChange(row.Kind, row.Id, row.Version, row));
        var mark = await MarkAsync();
        for (var i = 0; i < 9; i++)
        {
            rows = await ApplyAsync([.. rows.Select(row => new ResourceEdit.Save(row with { Name = $"{i}" }, row.Version))]);
        }

        await ApplyAsync([.. rows.Take(50).Select(row => new ResourceEdit.Remove(row.Kind, row.Id, row.Version, row.OrganizationId)),
            .. Enumerable.Range(100, 50).Select(i => Save($"{i}"))]);
        var end = await FollowAsync(mark, known, max: 7);

        var there = await Resources.ListAsync(new(ResourceKind.Endpoint), null, 1000, Cancellation);
        Assert.Equal(100, there.Count);
        Assert.Equal(there.OrderBy(row => row.Id), known.Values.Select(change => change.Row).OfType<ResourceRow>().OrderBy(row => row.Id));

        // Nothing new: a store may give again what came while transactions of others, such as other tests', were open.
        Assert.All(
            (await Resources.ReadChangesAsync(end, 10, Cancellation)).Changes,
            change => Assert.Equal(known[change.Id].Version, change.Version));
    }

    [Fact]
    public async Task Readers_beside_many_writers_miss_nothing()
    {
        var mark = await MarkAsync();
        var known = new Dictionary<string, ResourceChange>();
        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 10; i++)
            {
                var row = (await ApplyAsync(Save($"{writer}.{i}")))[0];
                if (i % 3 == 0)
                {
                    await ApplyAsync(new ResourceEdit.Remove(row.Kind, row.Id, row.Version, row.OrganizationId));
                }
            }
        }));
        while (!writers.IsCompleted)
        {
            mark = await FollowAsync(mark, known, max: 5);
        }

        await writers;
        await FollowAsync(mark, known, max: 5);

        var there = await Resources.ListAsync(new(ResourceKind.Endpoint), null, 1000, Cancellation);
        Assert.Equal(there.OrderBy(row => row.Id), known.Values.Select(change => change.Row).OfType<ResourceRow>().OrderBy(row => row.Id));
    }

    [Fact]
    public async Task Removals_are_known_for_a_day_and_who_is_further_behind_must_load_anew()
    {
        var (one, two) = ((await ApplyAsync(Save("one")))[0], (await ApplyAsync(Save("two")))[0]);
        var mark = await MarkAsync();
        await ApplyAsync(new ResourceEdit.Remove(one.Kind, one.Id, one.Version, one.OrganizationId));
        await Harness.AdvanceAsync(TimeSpan.FromHours(23));
        await ApplyAsync(new ResourceEdit.Remove(two.Kind, two.Id, two.Version, two.OrganizationId));

        var inTime = await Resources.ReadChangesAsync(Harness.Aged(mark, TimeSpan.FromHours(23)), 10, Cancellation);
        await Harness.AdvanceAsync(TimeSpan.FromHours(3));
        var late = await Resources.ReadChangesAsync(Harness.Aged(mark, TimeSpan.FromHours(26)), 10, Cancellation);

        Assert.Equal(["one", "two"], inTime.Changes.Select(change => change.Id).Order());
        Assert.All(inTime.Changes, change => Assert.Null(change.Row));
        Assert.True(late.MustReload);
        Assert.Empty(late.Changes);
        Assert.False((await Resources.ReadChangesAsync(late.Mark, 10, Cancellation)).MustReload);
    }

    [Fact]
    public async Task Who_has_a_mark_of_something_else_must_load_anew()
    {
        foreach (var mark in new[] { "", "x", "1.2.x", "0", "0.0.0.0" })
        {
            Assert.True((await Resources.ReadChangesAsync(mark, 10, Cancellation)).MustReload);
        }
    }

    private static ResourceEdit Save(string id) =>
        new ResourceEdit.Save(new() { Kind = ResourceKind.Endpoint, Id = id, Name = id, Settings = "{}" }, 0);

    private async Task<IReadOnlyList<ResourceRow>> ApplyAsync(params IReadOnlyList<ResourceEdit> edits)
    {
        var outcome = await Resources.ApplyAsync(edits, ChangeOrigin.Code, Cancellation);
        Assert.Null(outcome.Conflict);
        return outcome.Saved;
    }

    private async Task<string> MarkAsync() => (await Resources.ReadChangesAsync(null, 1, Cancellation)).Mark;

    /// <summary>Takes over changes as a node does: by their versions.</summary>
    private async Task<string> FollowAsync(string mark, Dictionary<string, ResourceChange> known, int max = 10)
    {
        ResourceChanges changes;
        do
        {
            changes = await Resources.ReadChangesAsync(mark, max, Cancellation);
            Assert.False(changes.MustReload);
            Assert.True(changes.Changes.Count <= max);
            foreach (var change in changes.Changes.Where(change => !known.TryGetValue(change.Id, out var before)
                || before.Version < change.Version))
            {
                known[change.Id] = change;
            }

            mark = changes.Mark;
        }
        while (changes.HasMore);

        return mark;
    }
}
