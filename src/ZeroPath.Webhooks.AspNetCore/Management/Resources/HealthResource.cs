using System.ComponentModel;
using ZeroPath.Webhooks.AspNetCore.Health;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("How the library is in the process that answers.")]
internal sealed record HealthResource
{
    [Description("Whether deliveries are sent.")]
    public required bool IsSending { get; init; }

    [Description("How many seconds ago the delivery loop's last step ended; left out when it does not run.")]
    public double? SinceLastStepSeconds { get; init; }

    [Description("Why the last step failed, if it did.")]
    public string? StepFailure { get; init; }

    [Description("Whether the store answers.")]
    public required bool IsStoreReachable { get; init; }

    [Description("Why the store does not answer.")]
    public string? StoreFailure { get; init; }

    [Description("For how many seconds the delivery that is due longest has been due; left out when none is.")]
    public double? OldestDueSeconds { get; init; }

    public static HealthResource Of(PumpHealth pump, StoreHealth store) => new()
    {
        IsSending = pump.IsAlive,
        SinceLastStepSeconds = pump.SinceLastStep?.TotalSeconds,
        StepFailure = FailureText.Of(pump.Failure),
        IsStoreReachable = store.IsReachable,
        StoreFailure = FailureText.Of(store.Failure),
        OldestDueSeconds = store.OldestDueAge?.TotalSeconds,
    };
}
