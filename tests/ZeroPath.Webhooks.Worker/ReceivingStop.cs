namespace ZeroPath.Webhooks.Worker;

/// <summary>Where a handler stops, to be killed there.</summary>
public enum ReceivingStop
{
    Never,
    BeforeEffect,
    BeforeNote,
    BeforeCommit,
}
