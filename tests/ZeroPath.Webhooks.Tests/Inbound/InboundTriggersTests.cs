using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Inbound;

public class InboundTriggersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trigger_is_created_with_a_secret_of_256_bits_of_which_only_the_hash_is_kept()
    {
        await using var bed = new TriggerBed();

        var (trigger, secret) = await bed.CreateAsync();

        secret.Should().MatchRegex("^zpt_[A-Za-z0-9_-]{43}$");
        trigger.Id.Should().MatchRegex("^trg_[0-9a-f]{32}$");
        trigger.Should().Match<InboundTrigger>(it => it.Version == 1 && it.CreatedAt == bed.Clock.GetUtcNow() && it.Enabled);
        trigger.Secrets.Should().Equal(new InboundTriggerSecret(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))));
        (await bed.Triggers.FindAsync(trigger.Id, Token)).Should().Be(trigger);
        (await bed.CreateAsync()).Secret.Should().NotBe(secret);
    }

    // Functions, since what they make cannot all be shown: results are written as XML, which has no NUL.
    public static TheoryData<string, Func<InboundTrigger>> Wrong => new()
    {
        { "Name: The name is empty. Write *", () => new() { Name = " " } },
        { "Name: It has 201 characters. Write 200 at most.", () => new() { Name = new('a', 201) } },
        { "Name: It has a NUL character*", () => new() { Name = "a\0" } },
        { "Prompt: It has 32769 characters. Write 32768 at most.", () => new() { Name = "a", Prompt = new('a', 32_769) } },
        { "Prompt: It has a NUL character, or half of a surrogate pair*", () => new() { Name = "a", Prompt = "\uD800" } },
        { "Prompt: The prompt is null.*", () => new() { Name = "a", Prompt = null! } },
        { "OrganizationId: The organization's id is empty. Write *", () => new() { Name = "a", OrganizationId = "" } },
        { "PublishesEvent: An event belongs to an organization. Write *", () => new() { Name = "a", PublishesEvent = true } },
        {
            "Timeout: The timeout is 00:00:00. Write a time from a second to a day, such as *",
            () => new() { Name = "a", Timeout = TimeSpan.Zero }
        },
        { "Timeout: The timeout is 1.00:00:01. Write *", () => new() { Name = "a", Timeout = TimeSpan.FromSeconds(86_401) } },
        {
            "MaxPerMinute: It is 0. Write how many requests a minute are accepted, from 1 to 60000.",
            () => new() { Name = "a", MaxPerMinute = 0 }
        },
        { "MaxPerMinute: It is 60001. Write *", () => new() { Name = "a", MaxPerMinute = 60_001 } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_refused_with_the_member_and_what_to_write(string message, Func<InboundTrigger> make)
    {
        var wrong = make();
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync();

        await bed.Invoking(it => it.CreateAsync(wrong)).Should().ThrowAsync<WebhookConfigurationException>().WithMessage(message);
        if (wrong.OrganizationId is null)
        {
            await bed.Triggers.Invoking(it => it.UpdateAsync(wrong with { Id = trigger.Id, Version = 1 }, cancellationToken: Token))
                .Should().ThrowAsync<WebhookConfigurationException>().WithMessage(message);
        }

        (await bed.Triggers.ListAsync(null, new(), Token)).Items.Should().Equal(trigger);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        await using var bed = new TriggerBed();

        var create = () => bed.CreateAsync(new() { Name = "", MaxPerMinute = -1, Timeout = TimeSpan.MaxValue });

        (await create.Should().ThrowAsync<WebhookConfigurationException>())
            .Which.Problems.Select(problem => problem.Path.ToString()).Should().Equal("Name", "Timeout", "MaxPerMinute");
    }

    [Fact]
    public async Task An_update_changes_what_people_say_and_nothing_else()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync(new() { Name = "a", OrganizationId = "org_1" });

        var updated = await bed.Triggers.UpdateAsync(
            trigger with { Name = "b", Enabled = false, OrganizationId = "org_2", Secrets = [], CreatedAt = DateTimeOffset.MaxValue },
            cancellationToken: Token);

        updated.Should().Be(trigger with { Name = "b", Enabled = false, Version = 2 });
        (await bed.Triggers.FindAsync(trigger.Id, Token)).Should().Be(updated);
    }

    [Fact]
    public async Task An_update_of_what_somebody_else_has_changed_or_deleted_changes_nothing()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync();
        var other = await bed.Triggers.UpdateAsync(trigger with { Name = "other" }, cancellationToken: Token);

        (await bed.Triggers.UpdateAsync(trigger with { Name = "mine" }, cancellationToken: Token)).Should().BeNull();

        (await bed.Triggers.FindAsync(trigger.Id, Token)).Should().Be(other);
        (await bed.Triggers.RemoveAsync(trigger.Id, cancellationToken: Token)).Should().BeTrue();
        (await bed.Triggers.UpdateAsync(other!, cancellationToken: Token)).Should().BeNull();
        (await bed.Triggers.RemoveAsync(trigger.Id, cancellationToken: Token)).Should().BeFalse();
    }

    [Fact]
    public async Task A_trigger_is_disabled_and_enabled_whatever_its_version()
    {
        await using var bed = new TriggerBed();
        var (trigger, secret) = await bed.CreateAsync();

        (await bed.Triggers.DisableAsync(trigger.Id, cancellationToken: Token))!.Enabled.Should().BeFalse();
        (await bed.Gate.AuthenticateAsync(trigger.Id, secret, Token)).Should().BeNull();
        (await bed.Triggers.EnableAsync(trigger.Id, cancellationToken: Token))!.Enabled.Should().BeTrue();

        (await bed.Gate.AuthenticateAsync(trigger.Id, secret, Token)).Should().NotBeNull();
        (await bed.Triggers.EnableAsync("trg_none", cancellationToken: Token)).Should().BeNull();
    }

    [Fact]
    public async Task Triggers_are_listed_by_organization_and_page()
    {
        await using var bed = new TriggerBed();
        foreach (var (name, organization) in new[] { ("a", "org_1"), ("b", "org_2"), ("c", "org_1"), ("d", null) })
        {
            await bed.CreateAsync(new() { Name = name, OrganizationId = organization });
        }

        var first = await bed.Triggers.ListAsync("org_1", new(1), Token);
        var second = await bed.Triggers.ListAsync("org_1", new(1, first.Next), Token);

        first.Items.Concat(second.Items).Select(trigger => trigger.Name).Should().Equal("a", "c");
        second.Next.Should().BeNull();
        (await bed.Triggers.ListAsync(null, new(), Token)).Items.Should().HaveCount(4);
    }

    [Fact]
    public async Task While_a_secret_is_rotated_both_are_accepted_and_then_only_the_new_one()
    {
        await using var bed = new TriggerBed();
        var (trigger, old) = await bed.CreateAsync();

        var (_, next) = (await bed.Triggers.RotateSecretAsync(trigger.Id, TimeSpan.FromHours(1), cancellationToken: Token))!;

        await AcceptsAsync(old, next);
        bed.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        await AcceptsAsync(old, next);
        bed.Clock.Advance(TimeSpan.FromTicks(1));
        await AcceptsAsync(next);

        var (_, last) = (await bed.Triggers.RotateSecretAsync(trigger.Id, TimeSpan.FromHours(1), cancellationToken: Token))!;
        var (_, leaked) = (await bed.Triggers.RotateSecretAsync(trigger.Id, TimeSpan.FromHours(1), cancellationToken: Token))!;
        await AcceptsAsync(last, leaked);
        var (_, final) = (await bed.Triggers.RotateSecretAsync(trigger.Id, TimeSpan.Zero, cancellationToken: Token))!;
        await AcceptsAsync(final);

        async Task AcceptsAsync(params string[] accepted)
        {
            foreach (var secret in new[] { old, next }.Union(accepted))
            {
                (await bed.Gate.AuthenticateAsync(trigger.Id, secret, Token) is not null).Should().Be(accepted.Contains(secret));
            }
        }
    }

    [Fact]
    public async Task Rotation_says_what_it_cannot_do()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync();

        (await bed.Triggers.RotateSecretAsync("trg_none", TimeSpan.Zero, cancellationToken: Token)).Should().BeNull();
        foreach (var overlap in new[] { TimeSpan.FromTicks(-1), TimeSpan.FromDays(30) + TimeSpan.FromTicks(1), TimeSpan.MaxValue })
        {
            await bed.Triggers.Invoking(it => it.RotateSecretAsync(trigger.Id, overlap, cancellationToken: Token))
                .Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*from zero to 30 days*");
        }
    }

    [Fact]
    public async Task A_trigger_that_cannot_be_read_is_not_saved_as_what_is_left_of_it()
    {
        await using var bed = new TriggerBed();
        var triggers = bed.Triggers;
        await bed.Store.Resources.ApplyAsync(
            [new ResourceEdit.Save(new() { Kind = ResourceKind.Trigger, Id = "trg_1", Name = "a", Settings = "garbage" }, 0)],
            ChangeOrigin.Code, Token);


        foreach (var change in new Func<Task>[]
        {
            () => triggers.EnableAsync("trg_1", cancellationToken: Token), () => triggers.DisableAsync("trg_1", cancellationToken: Token),
            () => triggers.RotateSecretAsync("trg_1", TimeSpan.Zero, cancellationToken: Token),
        })
        {
            await change.Should().ThrowAsync<WebhookConfigurationException>()
                .WithMessage("UnreadableReason: *Save the trigger anew, or remove it.");
        }
    }

    [Fact]
    public async Task Nothing_prints_a_secret_or_a_prompt()
    {
        await using var bed = new TriggerBed();
        var issued = await bed.CreateAsync(new() { Name = "a", Prompt = "canary prompt" });

        var printed = $"{issued} {issued.Trigger} {issued.Trigger.Secrets[0]}";

        printed.Should().Contain(issued.Trigger.Id).And.NotContain(issued.Secret).And.NotContain(issued.Trigger.Secrets[0].Hash)
            .And.NotContain("canary");
    }
}
