using System.Diagnostics;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>What the host's connection string, and others on the machine, do to the file.</summary>
public sealed class SqliteSurroundingsTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Log => _folder.File + "-wal";

    public void Dispose()
    {
        _folder.Dispose();
        _receiver.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_file_is_deleted_or_replaced_nothing_more_is_acknowledged(bool isReplaced)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows keeps open files from being deleted.");
        await using var node = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await node.PublishAsync(1);

        File.Delete(_folder.File);
        if (isReplaced)
        {
            await File.WriteAllTextAsync(_folder.File, "", Cancellation);
        }

        for (var i = 0; i < 3; i++)
        {
            await node.Awaiting(it => it.PublishAsync(1)).Should().ThrowAsync<StoreUnusableException>()
                .WithMessage("*webhooks.db' was deleted or replaced*Put it back*start the application again*");
        }

        (await node.Services.GetRequiredService<WebhookHealth>().CheckStoreAsync(Cancellation)).IsReachable.Should().BeFalse();
        (isReplaced ? new FileInfo(_folder.File).Length : 0).Should().Be(0, "nothing is written to a file that was not opened");
        File.Exists(_folder.File).Should().Be(isReplaced);
    }

    [Fact]
    public async Task When_the_log_of_the_file_is_deleted_nothing_more_is_acknowledged_and_nothing_that_was_is_lost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows keeps open files from being deleted.");
        string[] acknowledged;
        await using (var node = await Node.StartAsync(_folder.ConnectionString, _receiver))
        {
            acknowledged = await node.PublishAsync(3);
            File.Delete(Log);

            await node.Awaiting(it => it.PublishAsync(1)).Should().ThrowAsync<StoreUnusableException>().WithMessage("*webhooks.db-wal*");

            // As after a crash: what stands in the file now is all that is left.
            File.Copy(_folder.File, _folder.File + ".copy");
        }

        using var copy = Application.Open($"{_folder.ConnectionString}.copy");
        copy.Ask<string>("SELECT id FROM zeropath_event").Should().Contain(acknowledged);
    }

    [Fact]
    public async Task The_store_stays_with_the_file_that_it_opened_wherever_its_path_leads()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links need rights on Windows.");
        var (link, one, two) = (
            Path.Combine(_folder.Path, "current"), Path.Combine(_folder.Path, "one"), Path.Combine(_folder.Path, "two"));
        Directory.CreateDirectory(one);
        Directory.CreateDirectory(two);
        Directory.CreateSymbolicLink(link, one);
        using var store = TestStore.Open($"Data Source={link}/webhooks.db");
        await store.Deliveries.AddAsync([TestStore.NewEvent("evt_1", [1])], null, Cancellation);
        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, two);

        var found = await store.Reader.ListEventsAsync(new(), new(), Cancellation);
        await store.Deliveries.AddAsync([TestStore.NewEvent("evt_2", [1])], null, Cancellation);

        found.Items.Should().ContainSingle();
        Directory.GetFiles(two).Should().BeEmpty();
    }

    [Fact]
    public async Task A_node_routes_by_what_another_has_changed_long_before_its_next_look_at_the_store()
    {
        await using var first = await Node.StartAsync(_folder.ConnectionString, _receiver);
        await using var second = await Node.StartAsync(_folder.ConnectionString, _receiver);

        await first.ChangeForAsync(second);
        await second.ChangeForAsync(first);
    }

    [Fact]
    public async Task A_shared_cache_of_the_hosts_connection_string_is_not_shared_with_the_store()
    {
        var shared = $"{_folder.ConnectionString};Cache=Shared";
        await using var node = await Node.StartAsync(shared, _receiver);
        await node.PublishAsync(1);
        await using var application = Application.Open(shared);
        await using var reading = application.BeginTransaction(deferred: true);
        application.Ask<long>("SELECT count(*) FROM zeropath_event", reading);

        (await node.PublishAsync(5)).Should().HaveCount(5, "with a shared cache the table would be locked");
    }

    [Fact]
    public async Task A_password_that_the_library_knows_nothing_of_is_told_and_not_shown()
    {
        await using var node = new Node($"{_folder.ConnectionString};Password=canary", _receiver);

        await node.Awaiting(it => it.StartAsync()).Should().ThrowAsync<StoreUnusableException>()
            .Where(it => it.Message.Contains("has no encryption. Leave out the password") && !it.ToString().Contains("canary"));
    }

    /// <summary>In a process whose program has everything beside it but the native libraries.</summary>
    [Fact]
    public async Task A_native_library_that_is_missing_is_told_at_the_start()
    {
        var program = Directory.CreateDirectory(Path.Combine(_folder.Path, "program")).FullName;
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            File.Copy(file, Path.Combine(program, Path.GetFileName(file)));
        }

        using var process = Process.Start(new ProcessStartInfo(
            Path.Combine(program, "ZeroPath.Webhooks.Worker"), ["sqlite", _folder.ConnectionString, "http://127.0.0.1:1/", "0", "60"])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        var error = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        process.ExitCode.Should().NotBe(0);
        error.Should().Match("*StoreUnusableException: SQLite's native library cannot be loaded: *SQLitePCLRaw.bundle_e_sqlite3*");
    }

    [Fact]
    public async Task A_publish_waits_for_a_locked_file_no_longer_than_the_timeout()
    {
        await using var node = new Node(
            _folder.ConnectionString, _receiver, options => options.StoreTimeout = TimeSpan.FromMilliseconds(200));
        await node.StartAsync();
        await node.PublishAsync(1);
        await using var application = Application.Open(_folder.ConnectionString);
        await using var transaction = application.BeginTransaction();

        await node.Awaiting(it => it.PublishAsync(1)).Should().ThrowAsync<WebhookStoreException>().WithMessage("*StoreTimeout*");
        await node.Awaiting(it => it.PublishAsync(1)).Should().ThrowAsync<WebhookStoreException>().WithMessage("*StoreTimeout*");

        await transaction.RollbackAsync(Cancellation);
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    return (await node.PublishAsync(1)).Length == 1;
                }
                catch (WebhookStoreException)
                {
                    return false;
                }
            },
            "the store answers again");
    }

    [Fact]
    public async Task A_log_that_grows_while_something_reads_an_old_state_is_told_once_and_shrinks_after_it()
    {
        var log = new FakeLogger<SqliteStore>();
        using var store = SqliteStore.Create(
            new() { ConnectionString = _folder.ConnectionString, Durability = SqliteDurability.Normal },
            TimeProvider.System, new(TimeProvider.System), log);
        await AddAsync(store, "evt_first", 1);
        await using (var application = Application.Open(_folder.ConnectionString))
        await using (var reading = application.BeginTransaction(deferred: true))
        {
            application.Ask<long>("SELECT count(*) FROM zeropath_event", reading);
            for (var i = 0; i < 80; i++)
            {
                await AddAsync(store, $"evt_{i}", Mebibyte);
            }

            new FileInfo(Log).Length.Should().BeGreaterThan(64 * Mebibyte);
        }

        for (var i = 0; i < 3; i++)
        {
            await AddAsync(store, $"evt_after_{i}", 1);
        }

        new FileInfo(Log).Length.Should().BeLessThanOrEqualTo(32 * Mebibyte);
        log.Collector.GetSnapshot().Should().ContainSingle()
            .Which.Message.Should().Match("*webhooks.db-wal' has * MiB*a transaction that was not ended*");
    }

    private static async Task AddAsync(WebhookStore store, string id, long size) =>
        await store.Deliveries.AddAsync([TestStore.NewEvent(id, new byte[size])], null, Cancellation);
}
