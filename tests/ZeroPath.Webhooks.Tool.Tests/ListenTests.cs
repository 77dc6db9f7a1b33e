using System.Text.Json;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tool.Tests;

public sealed class ListenTests
{
    private const string Token = "Bearer a-secret-token";

    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["ZPW_TOKEN"] = Token,
        ["ZPW_SECRET"] = SigningSecret.Create().Value,
    };

    private static readonly string[] Credentials = ["--header", "Authorization=env:ZPW_TOKEN", "--secret", "env:ZPW_SECRET"];

    [Fact]
    public async Task What_is_sent_is_received_with_its_credentials_and_printed_and_no_secret_is_shown()
    {
        using var listener = ToolProcess.Start(["listen", "--port", "0", "--count", "3", "--json", .. Credentials], Secrets);
        var address = await AddressAsync(listener);

        var (right, sent) = await ToolProcess.RunAsync(["send", "SCAN_FAILED", "--to", address, "--times", "2", .. Credentials], Secrets);
        var (wrong, refused) = await ToolProcess.RunAsync(["send", "SCAN_FAILED", "--to", address, "--header", "Authorization=x"], null);

        (right, wrong).Should().Be((0, 1));
        sent.Should().Contain("SCAN_FAILED evt_").And.Contain(": 200");
        refused.Should().Contain(": 401");
        var (code, text) = await listener.EndAsync();
        code.Should().Be(0);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Select(line => line.GetProperty("status").GetInt32()).Should().Equal(200, 200, 401);
        lines[0].GetProperty("id").GetString().Should().Be(lines[1].GetProperty("id").GetString(), "it was a duplicate");
        lines[0].GetProperty("payload").GetProperty("sourcetype").GetString().Should().Be("SCAN_FAILED");
        lines[2].GetProperty("refused").GetString().Should().Contain("Authorization has another value");
        foreach (var secret in Secrets.Values)
        {
            (text + sent + refused).Should().NotContain(secret).And.NotContain(secret.Split(' ', '_')[^1]);
        }
    }

    [Fact]
    public async Task Every_sample_is_sent_with_all_and_passed_on_with_its_signature()
    {
        using var last = ToolProcess.Start(
            ["listen", "--port", "0", "--answer", "202", "--count", $"{EventCatalog.All.Count}", .. Credentials], Secrets);
        using var first = ToolProcess.Start(
            ["listen", "--port", "0", "--count", $"{EventCatalog.All.Count}", "--forward", await AddressAsync(last)], null);

        var (code, text) = await ToolProcess.RunAsync(["send", "--all", "--to", await AddressAsync(first), .. Credentials], Secrets);

        code.Should().Be(0, text);
        text.Split('\n').Count(line => line.Contains(": 202", StringComparison.Ordinal)).Should().Be(EventCatalog.All.Count);
        (await first.EndAsync()).Text.Should().Contain("SCAN_COMPLETE");
        (await last.EndAsync()).Text.Should().Contain("\"sourcetype\": \"REPO_ADDED\"");
    }

    [Fact]
    public async Task An_address_where_nobody_listens_cannot_be_reached()
    {
        var (code, text) = await ToolProcess.RunAsync("send", "SCAN_COMPLETE", "--to", "http://127.0.0.1:1/hook");

        (code, text).Should().Match<(int Code, string Text)>(it => it.Code == 3 && it.Text.Contains("no answer"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_what_to_do()
    {
        using var first = ToolProcess.Start(["listen", "--port", "0"]);
        var port = $"{new Uri(await AddressAsync(first)).Port}";

        var (code, text) = await ToolProcess.RunAsync("listen", "--port", port);

        (code, text).Should().Match<(int Code, string Text)>(
            it => it.Code == 3 && it.Text.Contains(port) && it.Text.Contains("Choose another port with --port."));
    }

    private static async Task<string> AddressAsync(ToolProcess listener)
    {
        var line = await listener.NextLineAsync();
        return line.StartsWith('{') ? JsonDocument.Parse(line).RootElement.GetProperty("listening").GetString()! : line.Split(' ')[^1];
    }
}
