using System.Text;
using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tool.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");

    [Fact]
    public async Task Help_has_examples_and_exit_codes_for_every_command()
    {
        var (code, text) = await ToolProcess.RunAsync("--help");
        (code, text).Should().Match<(int Code, string Text)>(it => it.Code == 0 && it.Text.Contains("Exit codes:"));

        foreach (var command in new[]
        {
            "listen", "send", "validate", "explain", "schema", "secret", "store", "store check", "store redeliver",
        })
        {
            (code, text) = await ToolProcess.RunAsync([.. command.Split(' '), "--help"]);
            code.Should().Be(0);
            text.Should().Contain("Examples:").And.Contain($"zpw {command}").And.Contain("--json");
        }
    }

    [Theory]
    [InlineData("no command of this name", "nonsense")]
    [InlineData("an event type, a file, or --all", "send", "--to", "http://127.0.0.1:1")]
    [InlineData("is no http or https address", "send", "SCAN_COMPLETE", "--to", "ftp://example.com")]
    [InlineData("Did you mean SCAN_COMPLETE?", "schema", "SCAN_COMPLET")]
    [InlineData("nor a file. The documented types are ", "send", "PUSH", "--to", "http://127.0.0.1:1")]
    [InlineData("There is no file 'missing.json'", "validate", "missing.json")]
    [InlineData("The environment variable MISSING is not set", "send", "SCAN_COMPLETE", "--to", "http://127.0.0.1:1", "--secret",
        "env:MISSING")]
    [InlineData("Which store?", "store", "status")]
    [InlineData("There is no file 'missing.db'", "store", "status", "--store", "missing.db")]
    public async Task Arguments_that_cannot_be_used_end_with_2_and_say_why(string says, params string[] arguments)
    {
        var (code, text) = await ToolProcess.RunAsync(arguments);

        code.Should().Be(2);
        text.Should().Contain(says == "no command of this name" ? "nonsense" : says).And.NotContain("   at ");
    }

    [Fact]
    public async Task Validate_names_each_problem_with_its_path_and_answers_no()
    {
        var valid = Write("valid.json", Sample(WebhookEventType.ScanComplete));
        var invalid = Write("invalid.json", Sample(WebhookEventType.ScanFailed).Replace("\"error\"", "\"eror\"", StringComparison.Ordinal));

        (await ToolProcess.RunAsync("validate", valid)).Should().Be((0, $"{valid}: valid{Environment.NewLine}"));
        var (code, text) = await ToolProcess.RunAsync("validate", valid, invalid);
        code.Should().Be(1);
        text.Should().Contain($"{invalid}: $.event.error: ");

        (code, text) = await ToolProcess.RunAsync(["validate", "-", "--json"], null, "{}");
        code.Should().Be(1);
        JsonDocument.Parse(text).RootElement[0].GetProperty("problems").EnumerateArray()
            .Select(problem => problem.GetProperty("path").GetString()).Should().Contain("$.sourcetype");
    }

    [Fact]
    public async Task Schema_prints_the_contracts_schema()
    {
        (await ToolProcess.RunAsync("schema", "SCAN_COMPLETE")).Text.TrimEnd()
            .Should().Be(WebhookContract.GetJsonSchema(WebhookEventType.ScanComplete, JsonSchemaForm.Emitted).TrimEnd());
        (await ToolProcess.RunAsync("schema", "--form", "accepted")).Text.TrimEnd()
            .Should().Be(WebhookContract.GetJsonSchema(JsonSchemaForm.Accepted).TrimEnd());
    }

    [Fact]
    public async Task Secret_makes_a_new_one_each_time_alone_in_the_output_and_says_beside_it_what_to_do()
    {
        using var tool = ToolProcess.Start(["secret"]);
        var secret = await tool.NextLineAsync();
        var (code, rest) = await tool.EndAsync();
        var another = (await ToolProcess.JsonAsync("secret")).GetProperty("secret").GetString()!;

        code.Should().Be(0);
        rest.Should().Contain("SigningSecrets").And.NotContain(secret["whsec_".Length..]);
        another.Should().NotBe(secret);
        FluentActions.Invoking(() => new WebhookVerifier([secret, another])).Should().NotThrow();
    }

    [Fact]
    public async Task Explain_says_where_a_payload_goes_and_why_not_elsewhere()
    {
        var payload = Write("payload.json", Sample(WebhookEventType.ScanComplete));
        var settings = Write("appsettings.json", """
            { "ZeroPathWebhooks": {
                "Endpoints": [
                  { "Name": "Chat", "Url": "https://chat.example.com", "Headers": { "Authorization": "Bearer a-secret-token" } },
                  { "Name": "Pager", "Url": "https://pager.example.com" } ],
                "Subscriptions": [ { "EndpointId": "Chat" }, { "EndpointId": "Pager", "EventTypes": [ "PR_BLOCKED" ] } ] } }
            """);

        var decisions = (await ToolProcess.JsonAsync("explain", payload, "--settings", settings)).EnumerateArray().ToList();
        decisions.Select(it =>
            (it.GetProperty("endpoint").GetString(), it.GetProperty("isMatch").GetBoolean(), it.GetProperty("code").GetString()))
            .Should().Equal(("Chat", true, "matched"), ("Pager", false, "event_type"));

        var (code, text) = await ToolProcess.RunAsync("explain", payload, "--settings", settings);
        code.Should().Be(0);
        text.Should().Contain("Pager").And.Contain("PR_BLOCKED").And.NotContain("a-secret-token");
        (await ToolProcess.RunAsync("explain", payload, "--settings", settings, "--section", "Other")).Code.Should().Be(2);
    }

    [Fact]
    public async Task Explain_answers_no_when_it_goes_nowhere_and_says_what_would_keep_a_host_from_starting()
    {
        var payload = Write("payload.json", Sample(WebhookEventType.ScanComplete));
        var nowhere = Write("nowhere.json", """
            { "ZeroPathWebhooks": { "Endpoints": [ { "Name": "Pager", "Url": "https://pager.example.com" } ],
              "Subscriptions": [ { "EndpointId": "Pager", "EventTypes": [ "PR_BLOCKED" ] } ] } }
            """);
        var wrong = Write("wrong.json", """{ "ZeroPathWebhooks": { "Endpoints": [ { "Name": "a", "Url": "http://a.example.com" } ] } }""");

        (await ToolProcess.RunAsync("explain", payload, "--settings", nowhere)).Code.Should().Be(1);
        var (code, text) = await ToolProcess.RunAsync("explain", payload, "--settings", wrong);
        code.Should().Be(2);
        text.Should().Contain("would keep a host from starting").And.Contain("Endpoints:0:Url");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Sample(WebhookEventType type) =>
        Encoding.UTF8.GetString(WebhookJson.Write(EventCatalog.Find(type)!.CreateSample()));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
