namespace ZeroPath.Webhooks;

/// <summary>
/// How a hosted loop ends: first it takes up nothing more and lets what is under way end; when the host's patience
/// is over, that is cut off.
/// </summary>
internal sealed class LoopStop(TimeProvider time) : IDisposable
{
    /// <summary>How long a loop waits before it asks a store again that failed.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TimeToRelease = TimeSpan.FromSeconds(5);

    // Without a timer there is nothing in it to dispose of, and loops may outlive the service for a moment: it is only cancelled.
    private readonly CancellationTokenSource _cutOff = new();

    /// <summary>Cuts off what is under way.</summary>
    public CancellationToken CutOff => _cutOff.Token;

    /// <summary>The pause after one more failure: twice as long, up to 10 s.</summary>
    public static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    /// <summary>Cuts off what is under way, and gives the loop a moment to release it.</summary>
    public async Task CutOffAsync(Task? loop)
    {
        await _cutOff.CancelAsync().ConfigureAwait(false);
        await WaitForReleaseAsync(loop).ConfigureAwait(false);
    }

    /// <summary>Gives a loop whose work is cut off a moment to release it.</summary>
    public async Task WaitForReleaseAsync(Task? loop) => await (loop ?? Task.CompletedTask)
        .WaitAsync(TimeToRelease, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Cuts off what is under way.</summary>
    public void Dispose() => _cutOff.Cancel();
}
