namespace ZeroPath.Webhooks;

/// <summary>How the hosted service that sends what falls due is.</summary>
public sealed class PumpHealth
{
    /// <summary>
    /// Whether it runs and its last step ended within <see cref="ZeroPathWebhooksOptions.PollInterval"/> and
    /// <see cref="ZeroPathWebhooksOptions.Lease"/>. A store that fails does not change that: the pump asks it again.
    /// </summary>
    public required bool IsAlive { get; init; }

    /// <summary>How long ago its last step ended; null when it does not run.</summary>
    public TimeSpan? SinceLastStep { get; init; }

    /// <summary>What the last step ended with, if that was an exception.</summary>
    public Exception? Failure { get; init; }

    /// <summary>
    /// How many results the store refuses. They are kept in memory and tried again; should the process end, their deliveries are sent once
    /// more.
    /// </summary>
    public int KeptOut { get; init; }
}
