using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IResourceStore"/>: rows and edits. <see cref="ResourceFeedSuite"/> has the feed.</summary>
public abstract class ResourceSuite : StoreSuite
{
    private static readonly ChangeOrigin Origin = new(ChangeDoor.Api, "“Ada”");

    private IResourceStore Resources => Harness.Resources;

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task A_row_is_kept_with_all_its_members()
    {
        var given = NewRow("one") with
        {
            OrganizationId = "org_1",
            ParentId = "parent",
            Secrets = "sealed",
            Settings = """{"a":"“é\n”"}""",
        };

        var saved = await SaveAsync(given);

        var found = await FindRowAsync("one");
        Assert.True(saved.Version > 0);
        Assert.NotEqual(default, saved.ChangedAt);
        Assert.Equal(given with { Version = saved.Version, ChangedAt = saved.ChangedAt, ChangeOrigin = Origin }, saved);
        Assert.Equal(saved, found);
    }

    [Fact]
    public async Task There_is_no_row_of_an_id_that_was_never_given_or_of_another_kind()
    {
        await SaveAsync(NewRow("one"));

        Assert.Null(await FindRowAsync("none"));
        Assert.Null(await Resources.FindAsync(ResourceKind.Trigger, "one", Cancellation));
    }

    [Fact]
    public async Task A_row_takes_the_place_of_the_version_that_it_was_made_from_and_of_no_other()
    {
        var first = await SaveAsync(NewRow("one"));
        var second = await SaveAsync(first with { Name = "second" });

        await ConflictsAsync(Save(first with { Name = "late" }));
        await ConflictsAsync(Save(NewRow("one")));
        await ConflictsAsync(Save(NewRow("none") with { Version = first.Version }));
        await ConflictsAsync(Remove(first));

        Assert.True(second.Version > first.Version);
        Assert.Equal(second, await FindRowAsync("one"));
        Assert.Null(await FindRowAsync("none"));
    }

    [Fact]
    public async Task Of_many_who_change_one_row_at_once_one_does_and_the_others_are_told()
    {
        var first = await SaveAsync(NewRow("one"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => ApplyAsync(Save(first with { Name = $"{i}" }))));

        var saved = Assert.Single(outcomes, outcome => outcome.Conflict is null).Saved[0];
        Assert.Equal(saved, await FindRowAsync("one"));
    }

    [Fact]
    public async Task Writers_of_different_rows_never_conflict()
    {
        var rows = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SaveAsync(NewRow($"{i}"))));
        var outcomes = await Task.WhenAll(rows.Select(row => ApplyAsync(Save(row with { Name = "changed" }))));

        Assert.All(outcomes, outcome => Assert.Null(outcome.Conflict));
        Assert.Equal(20, rows.Concat(outcomes.SelectMany(outcome => outcome.Saved)).Select(row => row.Version).Distinct().Count());
    }

    [Fact]
    public async Task All_edits_are_made_or_none()
    {
        var (one, two) = (await SaveAsync(NewRow("one")), await SaveAsync(NewRow("two")));
        var late = Save(NewRow("two"));

        var refused = await ApplyAsync(Save(one with { Name = "changed" }), Save(NewRow("three")), late);
        var made = await ApplyAsync(Save(one with { Name = "changed" }), Save(NewRow("three")), Remove(two));

        Assert.Equal((late, 0), (refused.Conflict, refused.Saved.Count));
        Assert.Null(made.Conflict);
        Assert.Equal(["one", "three"], made.Saved.Select(row => row.Id));
        Assert.Equal(["changed", "“three”"], (await ListAsync(new(ResourceKind.Endpoint))).Select(row => row.Name));
    }

    [Fact]
    public async Task A_row_that_is_removed_is_gone_and_can_be_made_anew()
    {
        var first = await SaveAsync(NewRow("one"));

        await ApplyAsync(Remove(first));
        await ConflictsAsync(Remove(first));

        Assert.Null(await FindRowAsync("one"));
        Assert.True((await SaveAsync(NewRow("one"))).Version > first.Version);
    }

    [Fact]
    public async Task Whoever_removes_an_endpoint_removes_its_subscriptions()
    {
        var (one, two) = (await SaveAsync(NewRow("one")), await SaveAsync(NewRow("two")));
        var first = await SaveAsync(NewChild("a", "one"));
        await SaveAsync(NewChild("b", "one"));
        await SaveAsync(NewChild("c", "two"));
        await SaveAsync(NewRow("one") with { Kind = ResourceKind.Trigger });

        Assert.Null((await ApplyAsync(Remove(one), Remove(first))).Conflict);

        Assert.Equal(["c"], (await ListAsync(new(ResourceKind.Subscription))).Select(row => row.Id));
        Assert.Equal([two], await ListAsync(new(ResourceKind.Endpoint)));
        Assert.Single(await ListAsync(new(ResourceKind.Trigger)));
    }

    [Fact]
    public async Task A_required_row_that_is_gone_refuses()
    {
        var endpoint = await SaveAsync(NewRow("one"));
        var require = new ResourceEdit.Require(ResourceKind.Endpoint, "one");

        Assert.Null((await ApplyAsync(Save(NewChild("a", "one")), require)).Conflict);
        Assert.Equal(endpoint, await FindRowAsync("one"));
        await ApplyAsync(Remove(endpoint));
        await ConflictsAsync(Save(NewChild("b", "one")), require);

        Assert.Empty(await ListAsync(new(ResourceKind.Subscription)));
    }

    [Fact]
    public async Task An_endpoint_that_is_removed_while_subscriptions_are_added_leaves_none_behind()
    {
        for (var i = 0; i < 10; i++)
        {
            var endpoint = await SaveAsync(NewRow("one"));
            await Task.WhenAll(
                Enumerable.Range(0, 5)
                    .Select(number =>
                        ApplyAsync(Save(NewChild($"{number}", "one")), new ResourceEdit.Require(ResourceKind.Endpoint, "one")))
                    .Append(ApplyAsync(Remove(endpoint))));

            Assert.Empty(await ListAsync(new(ResourceKind.Subscription)));
        }
    }

    [Fact]
    public async Task Rows_are_listed_by_name_then_id_of_an_organization_a_parent_or_all()
    {
        await SaveAsync(NewChild("3", "x") with { Name = "b", OrganizationId = "org_1" });
        await SaveAsync(NewChild("2", "y") with { Name = "b", OrganizationId = "org_2" });
        await SaveAsync(NewChild("1", "x") with { Name = "é" });
        await SaveAsync(NewChild("4", "x") with { Name = "B", OrganizationId = "org_1" });
        await SaveAsync(NewRow("5"));
        var all = new ResourceFilter(ResourceKind.Subscription);

        var first = await Resources.ListAsync(all, null, 2, Cancellation);
        var second = await Resources.ListAsync(all, new(first[1].Name, first[1].Id), 3, Cancellation);

        Assert.Equal(["4", "2", "3", "1"], first.Concat(second).Select(row => row.Id));
        Assert.Equal(["4", "3"], (await ListAsync(new(ResourceKind.Subscription, "org_1"))).Select(row => row.Id));
        Assert.Equal(["4", "3", "1"], (await ListAsync(new(ResourceKind.Subscription, parentId: "x"))).Select(row => row.Id));
        Assert.Equal(
            ["3"],
            (await Resources.ListAsync(new(ResourceKind.Subscription, "org_1", "x"), new("B", "4"), 9, Cancellation))
                .Select(row => row.Id));
    }

    [Fact]
    public async Task A_list_is_stable_while_others_change_what_is_in_it()
    {
        foreach (var name in new[] { "b", "d", "f", "h" })
        {
            await SaveAsync(NewRow(name) with { Name = name });
        }

        var first = await Resources.ListAsync(new(ResourceKind.Endpoint), null, 2, Cancellation);
        await SaveAsync(NewRow("a") with { Name = "a" });
        await SaveAsync(NewRow("e") with { Name = "e" });
        await ApplyAsync(Remove(first[1]));
        var second = await Resources.ListAsync(new(ResourceKind.Endpoint), new(first[1].Name, first[1].Id), 9, Cancellation);

        Assert.Equal(["b", "d", "e", "f", "h"], first.Concat(second).Select(row => row.Name));
    }

    [Fact]
    public async Task What_each_change_did_is_kept_with_who_made_it_and_when()
    {
        var added = await SaveAsync(NewRow("one") with { OrganizationId = "org_1", Settings = """{"a":1}""", Secrets = "sealed" });
        var changed = Assert.Single((await ApplyAsync(new ResourceEdit.Save(
            added with { Name = "renamed", Settings = """{"a":2}""" }, added.Version, changesSecrets: true))).Saved);
        var child = await SaveAsync(NewChild("child", "one"));
        await ConflictsAsync(Save(added with { Settings = """{"a":3}""" }));
        await ApplyAsync(Remove(changed));

        var found = (await ListActivityAsync(new())).Items;

        Assert.Equal(5, found.Count);
        Assert.Equal(
            [("child", "{}", null, false), ("one", """{"a":2}""", null, true)],
            found.Take(2).OrderBy(it => it.Id).Select(it => (it.Id, it.Before, it.After, it.ChangesSecrets)));
        Assert.Equal(
            [("child", null, "{}", false), ("one", """{"a":1}""", """{"a":2}""", true), ("one", null, """{"a":1}""", false)],
            found.Skip(2).Select(it => (it.Id, it.Before, it.After, it.ChangesSecrets)));
        var renamed = found[3];
        Assert.Equal(
            (ResourceKind.Endpoint, "renamed", "org_1", changed.ChangedAt, Origin),
            (renamed.Kind, renamed.Name, renamed.OrganizationId, renamed.ChangedAt, renamed.Origin));
        Assert.All(found, it => Assert.Equal(Origin, it.Origin));
        Assert.Equal(child.ChangedAt, found[2].ChangedAt);
    }

    [Fact]
    public async Task Changes_are_listed_by_what_is_asked_for_and_page_by_page()
    {
        var first = await SaveAsync(NewRow("one") with { OrganizationId = "org_1" });
        await SaveAsync(NewRow("two"));
        await SaveAsync(NewChild("three", "one") with { OrganizationId = "org_1" });

        Assert.Equal(["three", "two", "one"], await IdsAsync(new()));
        Assert.Equal(["two", "one"], await IdsAsync(new() { Kind = ResourceKind.Endpoint }));
        Assert.Equal(["one"], await IdsAsync(new() { Kind = ResourceKind.Endpoint, Id = "one" }));
        Assert.Equal(["three", "one"], await IdsAsync(new() { OrganizationId = "org_1" }));
        Assert.Equal(["three", "two", "one"], await IdsAsync(new() { From = first.ChangedAt, To = first.ChangedAt.AddHours(1) }));
        Assert.Empty(await IdsAsync(new() { To = first.ChangedAt }));

        async Task<List<string>> IdsAsync(ActivityFilter filter)
        {
            var ids = new List<string>();
            for (string? after = null; ;)
            {
                var page = await ListActivityAsync(filter, new(1, after));
                ids.AddRange(page.Items.Select(it => it.Id));
                if ((after = page.Next) is null)
                {
                    return ids;
                }
            }
        }
    }

    [Fact]
    public async Task A_change_is_listed_for_the_organization_that_its_edit_says()
    {
        var endpoint = await SaveAsync(NewRow("one") with { OrganizationId = "org_1" });
        await ApplyAsync(new ResourceEdit.Save(NewChild("goes along", "one"), 0) { Owner = "org_1" });
        var given = NewChild("child", "one") with { OrganizationId = "org_2" };
        var child = Assert.Single((await ApplyAsync(new ResourceEdit.Save(given, 0) { Owner = null })).Saved);
        child = Assert.Single((await ApplyAsync(new ResourceEdit.Save(child, child.Version) { Owner = "org_1" })).Saved);
        Assert.Equal("org_2", child.OrganizationId);
        await ApplyAsync(new ResourceEdit.Remove(child.Kind, child.Id, child.Version, null));
        await ApplyAsync(Remove(endpoint));

        var found = (await ListActivityAsync(new())).Items;

        Assert.Equal(["goes along", "one"], found.Take(2).Select(it => it.Id).Order());
        Assert.All(found.Take(2), it => Assert.Equal("org_1", it.OrganizationId));
        Assert.Equal(
            [("child", null), ("child", "org_1"), ("child", null), ("goes along", "org_1"), ("one", "org_1")],
            found.Skip(2).Select(it => (it.Id, it.OrganizationId)));
        Assert.Equal(5, (await ListActivityAsync(new() { OrganizationId = "org_1" })).Items.Count);
        Assert.Empty((await ListActivityAsync(new() { OrganizationId = "org_2" })).Items);
    }

    private async Task<Page<ResourceActivity>> ListActivityAsync(ActivityFilter filter, PageRequest? page = null) =>
        await Resources.ListActivityAsync(filter, page ?? new(), Cancellation);

    private static ResourceRow NewRow(string id) => new() { Kind = ResourceKind.Endpoint, Id = id, Name = $"“{id}”", Settings = "{}" };

    private static ResourceRow NewChild(string id, string parent) =>
        NewRow(id) with { Kind = ResourceKind.Subscription, ParentId = parent };

    private static ResourceEdit Save(ResourceRow row) => new ResourceEdit.Save(row, row.Version);

    private static ResourceEdit Remove(ResourceRow row) => new ResourceEdit.Remove(row.Kind, row.Id, row.Version, row.OrganizationId);

    private async Task<ResourceOutcome> ApplyAsync(params ResourceEdit[] edits) => await Resources.ApplyAsync(edits, Origin, Cancellation);

    private async Task<ResourceRow> SaveAsync(ResourceRow row) => Assert.Single((await ApplyAsync(Save(row))).Saved);

    private async Task ConflictsAsync(params ResourceEdit[] edits)
    {
        var outcome = await ApplyAsync(edits);
        Assert.Contains(outcome.Conflict, edits);
        Assert.Empty(outcome.Saved);
    }

    private async Task<ResourceRow?> FindRowAsync(string id) => await Resources.FindAsync(ResourceKind.Endpoint, id, Cancellation);

    private async Task<IReadOnlyList<ResourceRow>> ListAsync(ResourceFilter filter) =>
        await Resources.ListAsync(filter, null, 100, Cancellation);
}
