using System.Diagnostics;
using System.Globalization;

namespace ZeroPath.Webhooks.Worker;

/// <summary>What became of a simulated day.</summary>
/// <param name="Published">How many events were published, each for one endpoint.</param>
/// <param name="Accepted">How many of them their endpoints accepted.</param>
/// <param name="Failed">How many failed for good, as the notifier was told.</param>
/// <param name="Both">How many are said to have failed, and were accepted.</param>
/// <param name="Repeated">How many an endpoint accepted twice.</param>
/// <param name="IsAnyLeft">Whether anything still waits.</param>
public sealed record SoakReport(int Published, int Accepted, int Failed, int Both, int Repeated, bool IsAnyLeft)
{
    /// <summary>What the process held at the end of each quarter of the day, in bytes, after a full collection.</summary>
    public IReadOnlyList<long> Memory { get; private init; } = [];

    /// <summary>
    /// How many bytes were allocated for an event in each quarter: each statement and each row that is read allocates, and unlike the
    /// processor's time the count is the same on a busy machine.
    /// </summary>
    public IReadOnlyList<long> Allocated { get; private init; } = [];

    /// <summary>A tenth of the whole, unless <c>ZEROPATH_TESTS_LONG</c> is set, as <c>.ci/run long</c> does.</summary>
    /// <param name="events">The whole.</param>
    public static int Share(int events) => Environment.GetEnvironmentVariable("ZEROPATH_TESTS_LONG") is null ? events / 10 : events;

    /// <summary>Lets a day pass in a process of its own.</summary>
    /// <param name="kind"><c>memory</c>, <c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="connectionString">Of the store.</param>
    /// <param name="events">How many events are published in the day.</param>
    public static async Task<SoakReport> RunAsync(string kind, string connectionString, int events)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "ZeroPath.Webhooks.Worker"), ["soak", kind, connectionString, $"{events}"])
        {
            RedirectStandardOutput = true,
        })!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(figure => long.Parse(figure, CultureInfo.InvariantCulture)).ToArray()).ToList();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0
            || lines is not [.. var quarters, [var published, var accepted, var failed, var both, var repeated, var left]])
        {
            throw new InvalidOperationException($"The day ended with {process.ExitCode} after {lines.Count} lines.");
        }

        return new((int)published, (int)accepted, (int)failed, (int)both, (int)repeated, left != 0)
        {
            Memory = [.. quarters.Skip(1).Select(quarter => quarter[1])],
            Allocated = [.. quarters.Skip(1).Zip(quarters, (now, before) => (now[2] - before[2]) / (now[0] - before[0]))],
        };
    }

    /// <summary>What a day must be like: everything accounted for, and its end no dearer than its middle.</summary>
    public void Check()
    {
        var problems = new List<string>();
        Expect(Accepted + Failed == Published && Both == 0 && Repeated == 0 && !IsAnyLeft, "not each event came to one end");

        // The first quarter compiles and fills.
        Expect(Memory[^1] <= (Memory[1] * 1.2) + 1_000_000, "memory grew");
        Expect(Allocated[^1] <= Allocated[1] * 1.25, "an event became dearer");
        if (problems.Count > 0)
        {
            throw new InvalidOperationException($"{string.Join("; ", problems)}: {this}");
        }

        void Expect(bool isSo, string otherwise)
        {
            if (!isSo)
            {
                problems.Add(otherwise);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"published {Published}, accepted {Accepted}, failed {Failed}, both {Both}, repeated {Repeated}, left {IsAnyLeft}; "
        + $"memory {string.Join(", ", Memory.Select(bytes => $"{bytes / 1e6:0.0}"))} MB; "
        + $"allocated {string.Join(", ", Allocated.Select(bytes => $"{bytes / 1e3:0.0}"))} kB an event";
}
