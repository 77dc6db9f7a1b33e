using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Receiving;

public class ReceiverSetupTests
{
    public static TheoryData<string, Action<WebhookReceiverOptions>> BadOptions => new()
    {
        { "*would accept anything*AddReceiver*Headers*SigningSecrets*AllowAnonymous*", _ => { } },
        { "*Headers[Authorization***]: That is no header's name*", options => options.Headers["Authorization: canary"] = ["x"] },
        { "*Headers[X]: There is no value*", options => options.Headers["X"] = [] },
        { "*Headers[X]: A value (***) is blank*", options => options.Headers["X"] = ["a", " "] },
        { "*Headers[X]: A value (***)*space at an end*", options => options.Headers["X"] = ["canary "] },
        { "*SigningSecrets[1]: The signing secret (***)*", options => Add(options, "whsec_canary") },
        { "*MaxBodyBytes is 0*", options => (options.AllowAnonymous, options.MaxBodyBytes) = (true, 0) },
        {
            "*MaxBodyBytes is 1048577*1048576*",
            options => (options.AllowAnonymous, options.MaxBodyBytes) = (true, WebhookJson.MaxBytes + 1)
        },
        { "*BodyTimeout is 00:00:00*", options => (options.AllowAnonymous, options.BodyTimeout) = (true, TimeSpan.Zero) },
        {
            "*Mode is Inbox*UseSqliteStore or UsePostgreSqlStore*",
            options => (options.AllowAnonymous, options.Mode) = (true, ReceivingMode.Inbox)
        },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task What_cannot_work_fails_when_it_is_mapped(string message, Action<WebhookReceiverOptions> configure)
    {
        var starting = () => ReceiverBed.StartAsync(configure);

        (await starting.Should().ThrowAsync<InvalidOperationException>().WithMessage(message)).Which.Message.Should().NotContain("canary");
    }

    [Fact]
    public async Task A_receiver_without_a_handler_fails_when_it_is_mapped()
    {
        var starting = () => ReceiverBed.StartAsync(handlesAll: false);

        await starting.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AddHandler<*");
    }

    [Fact]
    public async Task A_receiver_that_is_not_set_up_fails_when_it_is_mapped()
    {
        var starting = () => ReceiverBed.StartAsync(map: app => app.MapZeroPathWebhooks("/other", "other"));

        await starting.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("There is no receiver 'other'*AddReceiver(…, \"other\")*that there is: the one without a name*");
    }

    [Fact]
    public async Task A_section_that_does_not_exist_fails_when_it_is_mapped()
    {
        var starting = () => ReceiverBed.StartAsync(
            receiver: _ => { },
            configure: builder => builder.AddReceiver(new ConfigurationBuilder().Build().GetSection("Recever")));

        await starting.Should().ThrowAsync<InvalidOperationException>().WithMessage("*Recever does not exist*");
    }

    [Fact]
    public async Task Without_the_services_mapping_says_which_call_is_missing()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();

        app.Invoking(it => it.MapZeroPathWebhooks("/")).Should().Throw<InvalidOperationException>().WithMessage("*AddZeroPathWebhooks()*");
    }

    [Fact]
    public void Handlers_have_names_of_their_own()
    {
        var builder = new ServiceCollection().AddZeroPathWebhooks().AddHandler<WebhookEvent>("a", (_, _, _) => Task.CompletedTask);

        builder.Invoking(it => it.AddHandler<ScanFailedEvent>("a", (_, _, _) => Task.CompletedTask))
            .Should().Throw<ArgumentException>().WithMessage("*'a' already*");
        builder.Invoking(it => it.AddHandler<ScanFailedEvent>("a\nb", (_, _, _) => Task.CompletedTask))
            .Should().Throw<ArgumentException>().WithMessage("*line break*");
    }

    [Fact]
    public async Task Several_receivers_have_credentials_of_their_own()
    {
        await using var bed = await ReceiverBed.StartAsync(
            configure: builder => builder.AddReceiver(options => options.Headers["X-Key"] = ["other"], "other"),
            map: app =>
            {
                app.MapZeroPathWebhooks(ReceiverBed.Path);
                app.MapZeroPathWebhooks("/other", "other");
            });

        (await bed.StatusAsync(id: "1")).Should().Be(200);
        (await bed.StatusAsync(id: "1", path: "/other")).Should().Be(401);
        (await bed.StatusAsync(id: "1", path: "/other", change: request => request.Headers.Add("X-Key", "other"))).Should().Be(200);
        bed.Handled.Select(received => received.Receiver).Should().Equal(["", "other"], "what one has received the other may not know");
    }

    [Fact]
    public async Task Conventions_can_be_added()
    {
        await using var bed = await ReceiverBed.StartAsync(map: app =>
            app.MapZeroPathWebhooks(ReceiverBed.Path).RequireHost("receiver.example.com"));

        (await bed.StatusAsync()).Should().Be(404);
        (await bed.StatusAsync(change: request => request.Headers.Host = "receiver.example.com")).Should().Be(200);
    }

    [Fact]
    public async Task Configuration_says_what_is_accepted_and_its_changes_take_effect_at_once()
    {
        var witness = new LogWitness();
        var configuration = Configuration(
            ("Headers:Authorization", "Bearer token"), ("Headers:X-Key:0", "old"), ("Headers:X-Key:1", "new"), ("Strict", "true"));
        await using var bed = await StartAsync(configuration, witness);

        (await StatusAsync("old")).Should().Be(200);
        (await StatusAsync("new")).Should().Be(200);
        (await StatusAsync("newer")).Should().Be(401);

        Change(configuration, ("Headers:X-Key:0", "newer"));
        (await StatusAsync("newer")).Should().Be(200);
        (await StatusAsync("old")).Should().Be(401);

        // What cannot be used changes nothing.
        Change(configuration, ("MaxBodyBytes", "canary?"), ("Headers:X-Key:0", "canary"));
        (await StatusAsync("newer")).Should().Be(200);
        (await StatusAsync("canary")).Should().Be(401);
        witness.Errors.Should().ContainSingle().Which.Should().Contain("MaxBodyBytes").And.Contain("the one before stays in force");

        Change(configuration, ("MaxBodyBytes", "10"), ("Headers:X-Key:0", "newest"));
        (await StatusAsync("newest")).Should().Be(413);

        Task<int> StatusAsync(string key) => bed.StatusAsync(change: request => request.Headers.Add("X-Key", key));
    }

    [Theory]
    [InlineData("*Strickt is not a setting*Strict*", "Strickt", "true")]
    [InlineData("*Mode is 'Later'*Inbox, Inline*", "Mode", "Later")]
    [InlineData("*BodyTimeout is '10'*hours:minutes:seconds*", "BodyTimeout", "10")]
    [InlineData("*SigningSecrets is a single value*", "SigningSecrets", "whsec_canary")]
    public async Task What_is_wrong_in_configuration_is_said(string message, string key, string value)
    {
        var starting = () => StartAsync(Configuration(("AllowAnonymous", "true"), (key, value)), new LogWitness());

        (await starting.Should().ThrowAsync<InvalidOperationException>().WithMessage(message)).Which.Message.Should().NotContain("canary");
    }

    [Fact]
    public async Task A_section_that_is_bound_fails_when_it_is_mapped_with_the_call_to_write_instead()
    {
        var starting = () => ReceiverBed.StartAsync(configure: builder =>
            builder.Services.Configure<WebhookReceiverOptions>(Configuration(("Headers:X-Key", "canary")).GetSection("Receiver")));

        (await starting.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*Receiver is bound to WebhookReceiverOptions*AddReceiver(section)*"))
            .Which.Message.Should().NotContain("canary");
    }

    private static Task<ReceiverBed> StartAsync(IConfigurationRoot configuration, LogWitness witness) => ReceiverBed.StartAsync(
        receiver: _ => { },
        configure: builder => builder.AddReceiver(configuration.GetSection("Receiver")).Services.AddLogging(witness.AddTo));

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"Receiver:{value.Key}", (string?)value.Value))).Build();

    private static void Change(IConfigurationRoot configuration, params (string Key, string Value)[] values)
    {
        foreach (var (key, value) in values)
        {
            configuration[$"Receiver:{key}"] = value;
        }

        configuration.Reload();
    }

    private static void Add(WebhookReceiverOptions options, string bad)
    {
        options.SigningSecrets.Add(Signing.SigningSecret.Create().Value);
        options.SigningSecrets.Add(bad);
    }
}
