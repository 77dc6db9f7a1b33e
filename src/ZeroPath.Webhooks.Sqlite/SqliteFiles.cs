using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>
/// Watches the file that was opened, and its write-ahead log. Where files may be deleted while they are open, a store could go on in one
/// that nobody finds any more, and all that it has acknowledged would be gone with the process.
/// </summary>
internal sealed partial class SqliteFiles(TimeProvider time, ILogger logger)
{
    /// <summary>Four times what the log has at most while nobody reads an old state.</summary>
    private const long MuchLog = 64 * 1024 * 1024;

    private static readonly TimeSpan PauseBetweenWarnings = TimeSpan.FromMinutes(1);

    private (string Path, ulong Device, ulong File)[] _watched = [];
    private string? _gone;
    private long? _warned;

    /// <summary>The full path of the file; null before it was opened.</summary>
    public string? Path { get; private set; }

    /// <summary>Notes what has been opened for writing.</summary>
    public void Opened(SqliteConnection connection)
    {
        Path = System.IO.Path.GetFullPath(connection.DataSource);
        _watched = [.. new[] { Path, Path + "-wal" }.Select(path => (path, Find(path))).Where(it => it.Item2 is not null)
            .Select(it => (it.path, it.Item2!.Value.Device, it.Item2.Value.File))];
    }

    /// <summary>Sees that what was committed stands in the files that others will open.</summary>
    /// <exception cref="StoreUnusableException">It does not. From then on it never does: the application must be started again.</exception>
    public void ThrowIfGone(SqliteSession? session)
    {
        if (_gone is null && _watched.FirstOrDefault(IsGone) is { Path: { } path })
        {
            var gone = $"'{path}' was deleted or replaced while the store had it open. Put it back, and start the application again.";
            if (path != Path)
            {
                // What is in the log alone goes to the file, which is still there. Only the writer can, and whoever else sees it first
                // leaves it to the writer.
                _ = session ?? throw new StoreUnusableException(gone);
                session.Execute("PRAGMA wal_checkpoint(FULL)");
            }

            _gone = gone;
        }

        if (_gone is not null)
        {
            throw new StoreUnusableException(_gone);
        }
    }

    private bool IsGone((string Path, ulong Device, ulong File) watched)
    {
        var found = Find(watched.Path);
        if (found?.Length > MuchLog && watched.Path != Path)
        {
            Warn(watched.Path, found.Value.Length);
        }

        return found is not { } it || (it.Device, it.File) != (watched.Device, watched.File);
    }

    private void Warn(string log, long length)
    {
        var now = time.GetTimestamp();
        if (_warned is not { } last || time.GetElapsedTime(last, now) >= PauseBetweenWarnings)
        {
            _warned = now;
            SqliteLog.MuchLog(logger, log, length / 1024 / 1024);
        }
    }

    /// <summary>
    /// Which file is at the path; null for none. Only on Linux: Windows keeps open files from being deleted, and on macOS nothing is
    /// watched.
    /// </summary>
    private static (ulong Device, ulong File, long Length)? Find(string path) =>
        OperatingSystem.IsLinux() && Ask(CurrentFolder, path, 0, WhichFile | Size, out var status) == 0
            ? (((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.File, (long)status.Length)
            : null;

    private const int CurrentFolder = -100;
    private const uint WhichFile = 0x100;
    private const uint Size = 0x200;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint mask, out FileStatus status);

    // As the kernel has it, alike on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(32)]
        public ulong File;

        [FieldOffset(40)]
        public ulong Length;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
