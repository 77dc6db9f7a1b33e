using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>Names with several addresses, some of which are dead (D53). A port whose queue of connections is full answers nobody.</summary>
[Collection(nameof(Alone))]
public sealed class AddressRaceTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    private static readonly IPAddress Dead = IPAddress.Parse("127.0.0.2");

    private readonly List<Socket> _sockets = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_address_before_a_live_one_costs_a_quarter_of_a_second()
    {
        await using var server = new RawServer(RawServer.Says(Ok));
        await BlackholeAsync(new(Dead, server.Url.Port));
        await using var bed = new NetworkBed(new($"http://api.example.com:{server.Url.Port}/hook"), [Dead, IPAddress.Loopback]);

        var attempt = await bed.SendAsync();

        attempt.Outcome.Should().Be(AttemptOutcome.Accepted);
        attempt.Duration.Should().BeGreaterThan(TimeSpan.FromMilliseconds(200)).And.BeLessThan(TimeSpan.FromSeconds(5));
        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Several_dead_addresses_of_both_families_are_passed_over()
    {
        await using var server = new RawServer(RawServer.Says(Ok));
        var other = IPAddress.Parse("127.0.0.3");
        await BlackholeAsync(new(Dead, server.Url.Port));
        await BlackholeAsync(new(other, server.Url.Port));
        await using var bed = new NetworkBed(
            new($"http://api.example.com:{server.Url.Port}/hook"), [IPAddress.IPv6Loopback, Dead, other, IPAddress.Loopback]);

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Accepted);
    }

    [Fact]
    public async Task An_address_that_refuses_is_passed_over_at_once()
    {
        await using var server = new RawServer(RawServer.Says(Ok));
        var race = new AddressRace(new Microsoft.Extensions.Time.Testing.FakeTimeProvider());

        // No quarter of a second ever passes on this clock.
        using var socket = await race.ConnectAsync([Dead, IPAddress.IPv6Loopback, IPAddress.Loopback], server.Url.Port, Token)
            .WaitAsync(TimeSpan.FromSeconds(20), Token);

        ((IPEndPoint)socket.RemoteEndPoint!).Address.Should().Be(IPAddress.Loopback);
    }

    [Fact]
    public async Task Where_no_address_connects_the_first_ones_failure_is_told()
    {
        var port = RawServer.NobodyThere().Port;
        await using var bed = new NetworkBed(new($"http://api.example.com:{port}/hook"), [Dead, IPAddress.Loopback]);

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.ConnectFailure);
    }

    [Fact]
    public async Task Where_all_addresses_are_dead_the_attempt_ends_with_its_time()
    {
        var endPoint = await BlackholeAsync(new(Dead, 0));
        await using var bed = new NetworkBed(
            new($"http://api.example.com:{endPoint.Port}/hook"),
            [Dead],
            builder => builder.Configure(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(700)));
        var clock = Stopwatch.StartNew();

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Timeout);

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task One_forbidden_address_among_live_ones_forbids_all()
    {
        await using var server = new RawServer(RawServer.Says(Ok));
        await using var bed = new NetworkBed(
            new($"http://api.example.com:{server.Url.Port}/hook"), [IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]);

        (await bed.SendAsync()).Outcome.Should().Be(AttemptOutcome.Blocked);
        server.Requests.Should().BeEmpty();
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    /// <summary>Listens, and lets nobody in: its queue is full, so that whoever knocks hears nothing.</summary>
    private async Task<IPEndPoint> BlackholeAsync(IPEndPoint at)
    {
        var listener = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(listener);
        listener.Bind(at);
        listener.Listen(0);
        var endPoint = (IPEndPoint)listener.LocalEndPoint!;
        using var full = CancellationTokenSource.CreateLinkedTokenSource(Token);
        full.CancelAfter(TimeSpan.FromMilliseconds(300));
        try
        {
            while (true)
            {
                var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                _sockets.Add(socket);
                await socket.ConnectAsync(endPoint, full.Token);
            }
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            return endPoint;
        }
    }
}
