using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>
/// A throw-away server on a free loopback port, which a test may stop and start. Everybody on this machine may log in, but
/// <see cref="UserWithPassword"/> needs a password. It stops when this process ends, however that comes about.
/// </summary>
internal sealed class PostgreSqlCluster : IAsyncDisposable
{
    public const string UserWithPassword = "user_with_password";

    public const string HowToInstall =
        "These tests need PostgreSQL. Install it (on Debian: apt-get install postgresql), start Docker, "
            + "or set ZEROPATH_TEST_POSTGRES to a connection string of a superuser.";

    private static readonly string[] _used = ["initdb", "postgres", "pg_basebackup"];
    private static readonly string? _programs = FindPrograms();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
    private readonly int _port = FreePort();
    private Process? _server;

    private PostgreSqlCluster()
    {
    }

    public static bool IsInstalled => _programs is not null;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Timeout=5";

    public string Address => $"127.0.0.1:{_port}";

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <returns>Where a program of PostgreSQL's is, such as <c>pgbench</c>.</returns>
    public static string PathOf(string program) => Path.Combine(_programs!, program);

    public static async Task<PostgreSqlCluster> CreateAsync()
    {
        var cluster = new PostgreSqlCluster();
        await cluster.InitializeAsync();
        return cluster;
    }

    /// <summary>
    /// Makes another server follow this one, which runs, and starts it. From then on a commit here is answered when it is there too.
    /// </summary>
    public async Task<PostgreSqlCluster> StartStandbyAsync()
    {
        var standby = new PostgreSqlCluster();
        await standby.OwnFolderAsync();
        await RunToEndAsync(Unprivileged(
            "pg_basebackup", "-h", "127.0.0.1", "-p", $"{_port}", "-U", "postgres", "-D", standby.Data, "-R", "--no-sync", "-c", "fast"));
        await standby.StartAsync();
        await ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = '*'");
        await ExecuteAsync("SELECT pg_reload_conf()");
        await Wait.UntilAsync(
            async () => await AskAsync("SELECT sync_state FROM pg_stat_replication") is "sync", "commits wait for the standby");
        return standby;
    }

    /// <summary>Without warning.</summary>
    public async Task KillAsync()
    {
        var postmaster = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        Process.GetProcessById(postmaster).Kill();
        await StopAsync();
    }

    /// <summary>Makes a standby the primary server.</summary>
    public async Task PromoteAsync() => await ExecuteAsync("SELECT pg_promote()");

    /// <param name="survivesPowerCut">Off saves the disk's time: no test cuts the power.</param>
    public async Task StartAsync(bool survivesPowerCut = false)
    {
        // The shell stops the server when its own input ends: at the latest with this process.
        _server = Run(
            "sh",
            [
                "-c", """log=$1; shift; "$@" >"$log" 2>&1 & server=$!; cat >/dev/null; kill -INT $server; wait $server""", "sh",
                Path.Combine(_folder.FullName, "log"),
                .. Unprivileged(
                    "postgres", "-D", Data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                    "-c", "max_connections=300", "-c", survivesPowerCut ? "fsync=on" : "fsync=off"),
            ]);
        await Wait.UntilAsync(AnswersAsync, "the server answers");
    }

    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
            server.Dispose();
            _server = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private static string? FindPrograms()
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => version)
                .Select(version => Path.Combine(version, "bin"))
            : [];
        return path.Concat(installed)
            .FirstOrDefault(folder => _used.All(program => File.Exists(Path.Combine(folder, program))));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root.
    private static string[] Unprivileged(string program, params string[] arguments) =>
        Environment.UserName == "root"
            ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", PathOf(program), .. arguments]
            : [PathOf(program), .. arguments];

    private static Process Run(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;

    private static async Task RunToEndAsync(string[] command)
    {
        using var process = Run(command[0], command[1..]);
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {string.Concat(output)}");
        }
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private Task ExecuteAsync(string sql) => AskAsync(sql);

    private async Task OwnFolderAsync()
    {
        if (Environment.UserName == "root")
        {
            await RunToEndAsync(["chown", "nobody:nogroup", _folder.FullName]);
        }
    }

    private async Task InitializeAsync()
    {
        await OwnFolderAsync();
        await RunToEndAsync(Unprivileged("initdb", "-D", Data, "-U", "postgres", "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync"));
        var access = Path.Combine(Data, "pg_hba.conf");
        await File.WriteAllLinesAsync(
            access,
            [
                $"host all {UserWithPassword} 127.0.0.1/32 scram-sha-256", "host all all 127.0.0.1/32 trust",
                "host replication all 127.0.0.1/32 trust",
            ]);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException) when (_server is { HasExited: false })
        {
            return false;
        }
    }
}
