using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>Behind a real nginx, which puts the application below a path of its own.</summary>
public class ProxyTests(Browser browser)
{
    private const string HowToInstall = "This test needs nginx. Install it (on Debian: apt-get install nginx-light).";

    [Theory]
    [InlineData("", "/", "a b", "nginx takes the path away, and nobody tells the host")]
    [InlineData("/tools/hooks", "/tools/hooks/", "a b", "the host knows the path as its path base")]
    [InlineData("/tools/hooks", "", "a/b c", "nginx passes the address on as it is, an encoded slash too")]
    public async Task Every_link_and_the_stream_work_below_the_path_of_a_proxy(string pathBase, string target, string id, string because)
    {
        Assert.SkipWhen(FindProgram() is null, HowToInstall);
        await using var host = await DashboardHost.StartAsync(
            pathBase: pathBase,
            configure: webhooks => webhooks.AddInboundTriggers<RepeatingAgent>(),
            map: app => app.MapZeroPathInboundTriggers());
        await using var nginx = await Nginx.StartAsync(FindProgram()!, $"{host.Address}{target}");
        await using var visit = await browser.VisitAsync(
            host, DashboardHost.OrgA, "/endpoints", $"{nginx.Address}/tools/hooks");
        var page = visit.Page;

        await page.WhenThereAsync();
        await Assertions.Expect(page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        await host.AddEndpointAsync(id, DashboardHost.OrgA);
        await page.GetByRole(AriaRole.Link, new() { Name = $"Name of {id}" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = $"Name of {id}" })).ToBeVisibleAsync();
        page.Url.Should().StartWith($"{nginx.Address}/tools/hooks/webhooks/endpoints/", because);
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = $"Name of {id}" })).ToBeVisibleAsync();
        var trigger = await host.AddTriggerAsync(DashboardHost.OrgA);
        await page.GotoAsync($"{nginx.Address}/tools/hooks/webhooks/triggers/{trigger.Id}");
        await Assertions.Expect(page.GetByText("curl -X POST"))
            .ToContainTextAsync($"'{nginx.Address}/tools/hooks/api/agent/webhook/{trigger.Id}?secret=");
    }

    private static string? FindProgram() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);

    private sealed class Nginx : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-nginx-");
        private Process? _process;

        public string Address { get; private set; } = "";

        public static async Task<Nginx> StartAsync(string program, string target)
        {
            var nginx = new Nginx();
            var port = FreePort();
            nginx.Address = $"http://127.0.0.1:{port}";
            var folder = nginx._folder.FullName;
            await File.WriteAllTextAsync(
                Path.Combine(folder, "nginx.conf"),
                $$"""
                daemon off;
                pid {{folder}}/pid;
                error_log {{folder}}/error.log;
                events { }
                http {
                  access_log off;
                  client_body_temp_path {{folder}}/body;
                  proxy_temp_path {{folder}}/proxy;
                  fastcgi_temp_path {{folder}}/fastcgi;
                  uwsgi_temp_path {{folder}}/uwsgi;
                  scgi_temp_path {{folder}}/scgi;
                  server {
                    listen 127.0.0.1:{{port}};
                    location /tools/hooks/ { proxy_pass {{target}}; }
                  }
                }
                """);
            nginx._process = Process.Start(
                new ProcessStartInfo(program, ["-p", folder, "-c", $"{folder}/nginx.conf", "-e", $"{folder}/error.log"]))!;
            await Wait.UntilAsync(
                async () =>
                {
                    using var client = new TcpClient();
                    try
                    {
                        await client.ConnectAsync(IPAddress.Loopback, port);
                        return true;
                    }
                    catch (SocketException)
                    {
                        return false;
                    }
                },
                "nginx listens");
            return nginx;
        }

        public async ValueTask DisposeAsync()
        {
            _process!.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
            _folder.Delete(recursive: true);
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
